import Digest
import FoundationEssentials
import Transport

/// The token that `aws sso login` left behind, renewed where that can be done without a person.
struct SignOnToken {
  /// Why there is no token.
  struct Failure: Error {
    let reason: String
    /// Whether the service that renews a token cannot be asked now.
    var isPassing = false
  }

  /// How long before its end a token is renewed, in seconds.
  private static let margin: Int64 = 900

  let profile: SignOnProfile
  let sources: CredentialSources

  /// The token, good for a request made now.
  ///
  /// - Throws: `Failure` in words that name the file and the remedy.
  func current() throws(Failure) -> Secret {
    guard let home = sources.files.home else { throw Failure(reason: "there is no home folder to look for a token in") }
    let name = Hex.encode(SHA1.hash(Array(profile.cacheName.utf8)))
    let file = TokenFile(path: "\(home)/.aws/sso/cache/\(name).json")
    var token: [String: AnyJSON]
    do throws(TokenFile.Failure) {
      token = try file.read()
    } catch {
      throw Failure(reason: "there is no token to sign on with: \(error.reason). \(profile.remedy)")
    }
    func end() -> Int64? {
      AnyJSON.object(token)[text: "expiresAt"].flatMap(UTCTime.init(loose:))?.secondsSince1970
    }
    guard AnyJSON.object(token)[text: "accessToken"] != nil, end() != nil else {
      throw Failure(reason: "\(file.path) is not the JSON of a token. \(profile.remedy)")
    }
    let now = UTCTime.now.secondsSince1970
    var obstacle: Failure?
    // A token of the older kind is never renewed.
    if profile.session != nil, (end() ?? 0) - now < Self.margin {
      do throws(Failure) {
        token = try renew(token, now: now)
        try keep(token, in: file)
      } catch {
        obstacle = error
      }
    }
    guard let access = AnyJSON.object(token)[text: "accessToken"], (end() ?? 0) > now else {
      let why = obstacle.map { " and cannot be renewed: \($0.reason)" } ?? ""
      throw Failure(
        reason: "the token in \(file.path) has expired\(why). \(profile.remedy)",
        isPassing: obstacle?.isPassing ?? false)
    }
    return Secret(access)
  }

  private func keep(_ token: [String: AnyJSON], in file: TokenFile) throws(Failure) {
    do throws(TokenFile.Failure) {
      try file.write(token)
    } catch {
      throw Failure(reason: "the renewed token cannot be kept: \(error.reason)")
    }
  }

  /// A new token for the refresh token.
  ///
  /// - Throws: `Failure` where there is none, and where the service does not take it or cannot be asked.
  private func renew(_ token: [String: AnyJSON], now: Int64) throws(Failure) -> [String: AnyJSON] {
    let given = AnyJSON.object(token)
    guard let refresh = given[text: "refreshToken"], let client = given[text: "clientId"],
      let secret = given[text: "clientSecret"],
      let registered = given[text: "registrationExpiresAt"].flatMap(UTCTime.init(loose:))
    else { throw Failure(reason: "it has no refreshToken with a clientId, clientSecret and registrationExpiresAt") }
    guard registered.secondsSince1970 > now else { throw Failure(reason: "the registration of its client has expired") }
    let asked = [
      "grantType": "refresh_token", "clientId": client, "clientSecret": secret, "refreshToken": refresh,
    ]
    guard let body = try? JSONEncoder().encode(asked) else { throw Failure(reason: "it cannot be written as JSON") }
    let operation = AWSOperation(
      action: "sso-oauth:CreateToken", verb: "renew", resource: "the token of \(profile.startURL)", arn: "*")
    var call = ServiceCall(
      service: .ssoOIDC, region: profile.region, operation: operation, signature: .none, path: "/token",
      headers: [Header("Content-Type", "application/json")], body: Array(body))
    call.secrets = [Secret(secret), Secret(refresh)]
    let answer: Answer
    do throws(AWSError) {
      let response = try sources.client.send(call)
      guard let read = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
        throw .malformedAnswer("it holds no token", operation)
      }
      guard KeyDocument.lives.contains(read.expiresIn) else {
        throw .malformedAnswer("its expiresIn is no time that a token lives", operation)
      }
      answer = read
    } catch {
      throw Failure(reason: "\(error)", isPassing: error.meaning == .unavailable)
    }
    var renewed = token
    renewed["startUrl"] = .text(profile.startURL)
    renewed["region"] = .text(profile.region)
    renewed["accessToken"] = .text(answer.accessToken)
    renewed["expiresAt"] = .text(UTCTime(now + answer.expiresIn).extendedText)
    // One that was used may not be good again.
    renewed["refreshToken"] = answer.refreshToken.map(AnyJSON.text)
    return renewed
  }

  private struct Answer: Decodable {
    let accessToken: String
    let expiresIn: Int64
    let refreshToken: String?
  }
}
