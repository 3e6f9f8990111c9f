import Digest
import Files
import Transport

/// The key that the agent of ECS, or of EKS Pod Identity, gives to a container.
struct ContainerCredentials: CredentialProvider {
  let name = "container"
  private static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
  private static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
  private static let attempts = 3
  /// What all attempts take together, about.
  private static let patience = Duration.seconds(5)

  private let sources: CredentialSources

  init(_ sources: CredentialSources) {
    self.sources = sources
  }

  func credentials() -> CredentialAnswer {
    let endpoint: ContainerEndpoint
    let variable: String
    do throws(ContainerEndpoint.Refused) {
      if let path = sources.environment[Self.relative] {
        variable = Self.relative
        endpoint = try ContainerEndpoint("http://\(sources.containerHost)\(path)")
      } else if let url = sources.environment[Self.full] {
        variable = Self.full
        endpoint = try ContainerEndpoint(url)
      } else {
        return .nothing("neither \(Self.relative) nor \(Self.full) is set")
      }
    } catch {
      return .failed("\(Self.relative) or \(Self.full) \(error.reason)")
    }
    var headers = [Header("Accept", "application/json")]
    do throws(TokenProblem) {
      if let token = try authorization() { headers.append(Header("Authorization", token.reveal())) }
    } catch {
      return .failed(error.reason)
    }
    return ask(endpoint, headers, from: variable)
  }

  private struct TokenProblem: Error {
    let reason: String
  }

  /// The token, from a file that is read anew each time, since the agent replaces it.
  private func authorization() throws(TokenProblem) -> Secret? {
    let file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
    let variable = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    let token: String
    let origin: String
    if let path = sources.environment[file] {
      origin = "\(file) (\(Words.printable(path)))"
      do {
        token = try SmallFile.text(path, limit: 64 << 10)
      } catch {
        throw TokenProblem(reason: "the file of \(file), \(Words.printable(path)), \(error.reason)")
      }
    } else if let given = sources.environment[variable] {
      origin = variable
      token = given
    } else {
      return nil
    }
    guard !token.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
      throw TokenProblem(reason: "\(origin) has a line end or a control character, which no header can carry")
    }
    return Secret(token)
  }

  private func ask(_ endpoint: ContainerEndpoint, _ headers: [Header], from variable: String) -> CredentialAnswer {
    var options = sources.options
    let longest = Duration.seconds(2)
    options.timeouts = Timeouts(connect: longest, stall: longest, answer: longest)
    options.allowPlainHTTP = .alsoHosts([endpoint.host])
    let http = HTTPClient(options, endingWith: sources.http)
    var why = ""
    var mayPass = false
    let end = ContinuousClock.now + Self.patience
    for attempt in 1...Self.attempts where attempt == 1 || end - .now > .seconds(1) {
      if attempt > 1 { Wait.sleep(.seconds(1), unless: sources.isStopped) }
      do throws(TransportError) {
        let answer = try http.send(Request(.get, endpoint.url, headers: headers))
        guard answer.status == 200 else {
          why = "\(endpoint.host) answered with \(answer.status)"
          mayPass = ServiceError.mayPass(answer.status)
          continue
        }
        do throws(KeyDocument.Unusable) {
          let key = try KeyDocument(answer.body).credentials(isSession: true)
          return .found(key.from("container (\(variable))"))
        } catch {
          why = "the answer of \(endpoint.host) \(error.reason)"
          mayPass = false
        }
      } catch {
        why = "\(error)"
        mayPass = error.isTransient
        if !mayPass { break }
      }
      if sources.isStopped() { break }
    }
    return mayPass ? .unavailable("\(variable): \(why)") : .failed("\(variable): \(why)")
  }
}
