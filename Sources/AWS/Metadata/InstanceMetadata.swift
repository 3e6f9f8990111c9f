import Digest
import Synchronization
import Transport

/// What an EC2 instance is told about itself: IMDS version 2, which gives out a token first.
///
/// Where the token is not to be had, as on hosts that know version 1 alone or from a container that the answer's hop
/// limit does not reach, version 1 is asked as botocore does, unless `AWS_EC2_METADATA_V1_DISABLED` is set. A service that
/// did not answer is not asked again for a while, so that one that says nothing costs its time once.
final class InstanceMetadata: Sendable {
  /// Why there is no metadata.
  enum Failure: Error, Sendable, Equatable {
    /// It is turned off, or nobody answers: this is no instance.
    case absent(String)
    /// The service answered, and not with what was asked for.
    case refused(String)
    /// The service answered that it cannot tell now.
    case unavailable(String)
  }

  private static let tokenLifetime: Int64 = 21_600
  /// How long a service that did not answer is left alone, in seconds.
  private static let rest: Int64 = 10

  private struct State {
    var token: (value: Secret, end: Int64)?
    var silence: (failure: Failure, end: Int64)?
  }

  private let base: Result<Endpoint, Failure>
  private let isVersion1Allowed: Bool
  private let attempts: Int
  private let http: HTTPClient
  private let state = Mutex(State())

  /// The metadata service that these variables and this profile name.
  ///
  /// - Parameters:
  ///   - environment: `AWS_EC2_METADATA_DISABLED`, `AWS_EC2_METADATA_SERVICE_ENDPOINT` and its `_MODE`,
  ///     `AWS_IMDS_USE_IPV6`, `AWS_EC2_METADATA_V1_DISABLED`, `AWS_METADATA_SERVICE_TIMEOUT` and `AWS_METADATA_SERVICE_NUM_ATTEMPTS`.
  ///   - profile: Its `ec2_metadata_…` and `metadata_service_…` lines go after the variables.
  ///   - options: What the client has in common with others; times and rules are its own.
  init(environment: [String: String], profile: SharedProfile?, options: HTTPClientOptions) {
    func chosen(_ variable: String, _ setting: String) -> String? {
      environment[variable]?.unlessEmpty ?? profile?.value(setting)
    }
    func isOn(_ value: String?) -> Bool { value?.lowercased() == "true" }
    let mode = chosen("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")?.lowercased()
    // The older way to say it.
    let isIPv6 = mode.map { $0 == "ipv6" } ?? isOn(chosen("AWS_IMDS_USE_IPV6", "imds_use_ipv6"))
    let url =
      chosen("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
      ?? (isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
    if isOn(environment["AWS_EC2_METADATA_DISABLED"]) {
      base = .failure(.absent("AWS_EC2_METADATA_DISABLED is set"))
    } else {
      do throws(AWSError) {
        base = .success(try Endpoint(url, origin: "AWS_EC2_METADATA_SERVICE_ENDPOINT"))
      } catch {
        base = .failure(.refused("\(error)"))
      }
    }
    isVersion1Allowed = !isOn(chosen("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled"))
    let seconds = chosen("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout").flatMap(Int.init) ?? 1
    let patience = Duration.seconds(min(max(seconds, 1), 60))
    attempts = min(
      max(chosen("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts").flatMap(Int.init) ?? 1, 1), 10)
    var own = options
    own.timeouts = Timeouts(connect: patience, stall: patience, answer: patience * 3 / 2)
    // What is wrong with the address is told once it is asked.
    own.allowPlainHTTP = .alsoHosts((try? base.get()).map { [$0.host] } ?? [])
    http = HTTPClient(own)
  }

  /// Where it is asked; nil where it is turned off or its address is none.
  var url: String? { (try? base.get()).map { url($0, "") } }

  /// Ends what is under way, and lets nothing begin.
  func stop() { http.stop() }

  /// The text below a path, such as `latest/meta-data/placement/region`.
  ///
  /// - Throws: `Failure`.
  func text(at path: String) throws(Failure) -> String {
    let endpoint = try base.get()
    let now = UTCTime.now.secondsSince1970
    if let silence = state.withLock({ $0.silence }), silence.end > now { throw silence.failure }
    do throws(Failure) {
      return try read(path, endpoint)
    } catch {
      if case .absent = error { state.withLock { $0.silence = (error, now + Self.rest) } }
      throw error
    }
  }

  private func read(_ path: String, _ endpoint: Endpoint) throws(Failure) -> String {
    var token = try token(endpoint)
    var answer = try get(path, endpoint, token)
    if answer.status == 401, token != nil {
      // The token's time is over by the service's own clock.
      state.withLock { $0.token = nil }
      token = try self.token(endpoint)
      answer = try get(path, endpoint, token)
    }
    var tries = 1
    while answer.status != 200 || answer.body.isEmpty, tries < attempts {
      answer = try get(path, endpoint, token)
      tries += 1
    }
    guard answer.status == 200 else {
      let why = "\(endpoint.authority) answered /\(path) with \(answer.status)"
      throw ServiceError.mayPass(answer.status) ? .unavailable(why) : .refused(why)
    }
    guard let text = String(validating: answer.body, as: UTF8.self), !text.isEmpty else {
      throw .refused("\(endpoint.authority) answered /\(path) with nothing")
    }
    return text
  }

  private func get(_ path: String, _ endpoint: Endpoint, _ token: Secret?) throws(Failure) -> Response {
    let headers = token.map { [Header("x-aws-ec2-metadata-token", $0.reveal())] } ?? []
    do throws(TransportError) {
      return try send(Request(.get, url(endpoint, path), headers: headers))
    } catch {
      throw .absent("\(endpoint.authority) cannot be reached: \(error.reason)")
    }
  }

  /// The token of version 2; nil where version 1 has to do.
  private func token(_ endpoint: Endpoint) throws(Failure) -> Secret? {
    let now = UTCTime.now.secondsSince1970
    if let held = state.withLock({ $0.token }), held.end > now { return held.value }
    let request = Request(
      .put, url(endpoint, "latest/api/token"),
      headers: [Header("x-aws-ec2-metadata-token-ttl-seconds", "\(Self.tokenLifetime)")])
    var why: String
    var tries = 0
    repeat {
      tries += 1
      switch try tokenAnswer(to: request, endpoint) {
      case .token(let token):
        state.withLock { $0.token = (token, now + Self.tokenLifetime - 60) }
        return token
      case .none(let reason, let isFinal):
        why = reason
        if isFinal { tries = attempts }
      }
    } while tries < attempts
    guard isVersion1Allowed else {
      throw .refused("\(endpoint.authority) \(why), and AWS_EC2_METADATA_V1_DISABLED is set")
    }
    return nil
  }

  private enum TokenAnswer {
    case token(Secret)
    /// Version 1 has to do, after another try where that may help.
    case none(String, isFinal: Bool)
  }

  private func tokenAnswer(to request: Request, _ endpoint: Endpoint) throws(Failure) -> TokenAnswer {
    let answer: Response
    do throws(TransportError) {
      answer = try send(request)
    } catch {
      // From a container the token's answer does not come through where the instance's hop limit is 1.
      guard error.phase == .stall else { throw .absent("\(endpoint.authority) cannot be reached: \(error.reason)") }
      return .none("gave no token in time", isFinal: true)
    }
    if answer.status == 200, let text = String(validating: answer.body, as: UTF8.self), !text.isEmpty {
      return .token(Secret(text))
    }
    let why = "answered the request for a token with \(answer.status)"
    // The request is not one that it understands, so that it is no metadata service.
    if answer.status == 400 { throw .refused("\(endpoint.authority) \(why)") }
    return .none(why, isFinal: [403, 404, 405].contains(answer.status))
  }

  private func send(_ request: Request) throws(TransportError) -> Response {
    var tries = 1
    while true {
      do throws(TransportError) {
        return try http.send(request)
      } catch {
        guard error.isTransient, tries < attempts else { throw error }
        tries += 1
      }
    }
  }

  private func url(_ endpoint: Endpoint, _ path: String) -> String {
    "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.basePath)/\(path)"
  }
}
