import Digest
import Transport

/// Signs requests to services other than S3, sends them, and sends them again where that may help.
///
/// Calls block, and may be made from several threads at once.
final class ServiceClient: Sendable {
  private static let retry = RetryPolicy(initial: .milliseconds(500), max: .seconds(10))
  private static let mostAttempts = 4
  /// The credential report of the largest account is under this.
  private static let maxResponseBytes = 16 << 20

  private let endpoints: ServiceEndpoints
  private let http: HTTPClient
  private let throttlingBudget: Duration

  /// A client of every service.
  ///
  /// - Parameters:
  ///   - endpoints: Where the services are.
  ///   - http: What requests are sent by.
  ///   - throttlingBudget: How long a request is sent again that is refused for the rate of requests alone.
  init(_ endpoints: ServiceEndpoints, http: HTTPClient, throttlingBudget: Duration) {
    self.endpoints = endpoints
    self.http = http
    self.throttlingBudget = throttlingBudget
  }

  /// Sends a call and takes the whole answer.
  ///
  /// - Returns: An answer of success, whatever it says.
  /// - Throws: `AWSError` with the service's code where it has one.
  func send(_ call: ServiceCall) throws(AWSError) -> Response {
    let url = try endpoints.url(of: call.service, in: call.region) + call.path
    var tries = RequestTries(limit: Self.mostAttempts, retry: Self.retry, throttlingBudget: throttlingBudget)
    let begin = ContinuousClock.now
    while true {
      let failure: AWSError
      let mayPass: Bool
      var asked = Duration.zero
      var key: AWSCredentials?
      if case .by(let credentials) = call.signature { key = try credentials.current() }
      do throws(TransportError) {
        let response = try http.send(request(call, url: url, key))
        if (200...299).contains(response.status) { return response }
        let now = UTCTime.now.secondsSince1970
        let error = ServiceError(response, call.operation, now: now, withholding: call.secrets + (key?.sent ?? []))
        if case .by(let credentials) = call.signature, let key,
          tries.takesNewKey(after: error, by: key, from: credentials)
        {
          continue
        }
        asked = response.header("Retry-After").flatMap { RetryAfter.parse($0, now: now) } ?? .zero
        if error.isThrottling, let count = tries.throttled(at: ContinuousClock.now - begin) {
          Wait.sleep(Self.retry.delay(afterFailures: count, atLeast: asked)) { http.isStopped }
          continue
        }
        failure = error.asAWSError
        mayPass = error.isTransient && !error.isThrottling
      } catch {
        failure = .transport(error, call.operation)
        mayPass = error.isTransient
      }
      Wait.sleep(try tries.failed(failure, mayPass: mayPass, asked: asked)) { http.isStopped }
    }
  }

  private func request(_ call: ServiceCall, url: String, _ key: AWSCredentials?) -> Request {
    var headers = call.headers
    if let key {
      let signer = SigV4Signer(
        service: call.service.signingName, region: call.service.signingRegion(call.region), credentials: key)
      headers = signer.sign(
        call.method, url: url, headers: headers, payloadHash: Hex.encode(SHA256.hash(call.body)),
        at: UTCTime.now.secondsSince1970)
    }
    return Request(
      call.method, url, headers: headers, body: call.body.isEmpty ? .none : .bytes(call.body),
      maxResponseBytes: Self.maxResponseBytes)
  }
}

extension ServiceError {
  /// The error that an answer of a service tells of, without what the request carried.
  ///
  /// `now` is when it came, in seconds since 1970.
  fileprivate init(
    _ response: Response, _ operation: AWSOperation, now: Int64, withholding secrets: [Secret]
  ) {
    let answer = ServiceErrorAnswer(response)
    self.init(
      status: response.status, code: answer.code, message: answer.message,
      requestID: response.header("x-amzn-RequestId"), operation: operation,
      clockAhead: response.header("Date").flatMap(HTTPDate.parse).map { now - $0 },
      withholding: secrets)
  }
}
