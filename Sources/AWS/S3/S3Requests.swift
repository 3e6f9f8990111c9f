import Digest
import Synchronization
import Transport

/// Signs and sends what the client asks for: to the bucket's own region, and again where that may help.
final class S3Requests: Sendable {
  /// The most of an error's body that is read.
  private static let maxErrorBytes = 256 << 10

  /// What a throttled request waits at the most of its own accord: one that asks now and then does no harm.
  private static let longestPause = Duration.seconds(5)

  let attempts: Int
  private let throttlingBudget: Duration
  private let retry: RetryPolicy
  private let region: String
  private let address: S3Address
  /// What every request says beside its signature.
  private let conditions: [Header]
  private let expectedOwner: String?
  private let pace: RequestPace
  private let http: HTTPClient
  private let credentials: RefreshingCredentials
  private let sleep: @Sendable (Duration) -> Void
  private let now: @Sendable () -> Duration
  /// The region of each bucket that was found to be elsewhere than asked first.
  private let regions = Mutex<[String: String]>([:])
  /// The one used last, which nearly every request can use again.
  private let lastSigner = Mutex<SigV4Signer?>(nil)

  init(
    _ configuration: S3Configuration, http: HTTPClient, credentials: RefreshingCredentials,
    sleep: @escaping @Sendable (Duration) -> Void, now: @escaping @Sendable () -> Duration
  ) {
    throttlingBudget = configuration.throttlingBudget
    attempts = max(1, configuration.attempts)
    retry = configuration.retry
    region = configuration.region.name
    address = S3Address(endpoint: configuration.endpoint, variant: configuration.variant)
    expectedOwner = configuration.expectedBucketOwner
    conditions =
      (configuration.paysForRequests ? [Header("x-amz-request-payer", "requester")] : [])
      + (configuration.expectedBucketOwner.map { [Header("x-amz-expected-bucket-owner", $0)] } ?? [])
    pace = RequestPace(now: now, sleep: sleep, isStopped: { http.isStopped })
    self.now = now
    self.http = http
    self.credentials = credentials
    self.sleep = sleep
  }

  /// Where a bucket is, as far as is known.
  func region(of bucket: String) -> String {
    AccessPoint(bucket: bucket)?.region ?? regions.withLock { $0[bucket] } ?? region
  }

  /// Scheme, host and port that a bucket is asked at, for messages.
  func endpoint(of bucket: String) -> String {
    // What is wrong with an address is told where it is asked.
    guard let url = try? address.url(bucket: bucket, region: region(of: bucket)) else { return "" }
    return url.split(separator: "/", maxSplits: 2).prefix(2).joined(separator: "//")
  }

  func listing(_ location: S3Location) -> AWSOperation {
    AWSOperation(
      action: "s3:ListBucket", verb: "list", resource: location.description,
      arn: resources(of: location.bucket).bucket, otherCauses: ownerCause)
  }

  /// What is done with one object.
  ///
  /// Of an object that nobody listed S3 says "access denied" also where there is none, unless who asks may list.
  func reading(bucket: String, key: String, version: String?, isKnown: Bool) -> AWSOperation {
    let resources = resources(of: bucket)
    let absence = "there is no such \(version == nil ? "object" : "version")"
    let cause = "\(absence), which S3 tells only those who may s3:ListBucket on \(resources.bucket)"
    return AWSOperation(
      action: version == nil ? "s3:GetObject" : "s3:GetObjectVersion", verb: "read",
      resource: S3Object.uri(bucket: bucket, key: key, version: version), arn: resources.objects,
      otherCauses: (isKnown ? [] : [cause]) + ownerCause)
  }

  /// What is done with an object that is made or replaced.
  func writing(bucket: String, key: String) -> AWSOperation {
    AWSOperation(
      action: "s3:PutObject", verb: "write", resource: S3Object.uri(bucket: bucket, key: key, version: nil),
      arn: resources(of: bucket).objects, otherCauses: ownerCause)
  }

  private func resources(of bucket: String) -> S3PolicyResources {
    S3PolicyResources(bucket: bucket, partition: Partition(region: region(of: bucket)))
  }

  private var ownerCause: [String] {
    expectedOwner.map { ["the bucket does not belong to \($0), as s3.expectedBucketOwner says"] } ?? []
  }

  /// Sends a request and takes the whole answer.
  func send(_ call: S3Call) throws(AWSError) -> Response {
    try exchange(call) { request throws(TransportError) in
      let response = try http.send(request)
      return (200...299).contains(response.status) ? .accepted(response) : .refused(response.head, response.body)
    }
  }

  /// Sends a request and hands the answer over once its head is there.
  func open(_ call: S3Call) throws(AWSError) -> ResponseStream {
    try exchange(call) { request throws(TransportError) in
      let stream = try http.open(request)
      if (200...299).contains(stream.head.status) { return .accepted(stream) }
      let body = try stream.readRest(max: Self.maxErrorBytes)
      return .refused(stream.head, body)
    }
  }

  /// Waits before an object is read on.
  func pause(afterFailures failures: Int) {
    sleep(retry.delay(afterFailures: failures))
  }

  private func pause(afterCuts cuts: Int, atLeast asked: Duration) -> Duration {
    min(max(min(asked, retry.max), min(retry.delay(afterFailures: cuts), Self.longestPause)), throttlingBudget)
  }

  private enum Outcome<Answer> {
    case accepted(Answer)
    case refused(ResponseHead, [UInt8])
  }

  private func exchange<Answer>(
    _ call: S3Call, _ transfer: (Request) throws(TransportError) -> Outcome<Answer>
  ) throws(AWSError) -> Answer {
    var tries = RequestTries(limit: attempts, retry: retry, throttlingBudget: throttlingBudget)
    var moves = 0
    while true {
      let failure: AWSError
      let mayPass: Bool
      var asked = Duration.zero
      let region = region(of: call.bucket)
      // Before signing: a signature does not last, and neither does a session's key.
      let turn = pace.turn()
      let key = try credentials.current()
      let request = try signed(call, region: region, by: key)
      do throws(TransportError) {
        switch try transfer(request) {
        case .accepted(let answer):
          pace.accepted(turn)
          return answer
        case .refused(let head, let body):
          let answer = S3ErrorAnswer(body)
          if moves < 2, let home = home(of: call, head, answer, by: key), home != region {
            moves += 1
            regions.withLock { $0[call.bucket] = home }
            continue
          }
          let time = UTCTime.now.secondsSince1970
          let error = ServiceError(head, answer, call.operation, now: time, withholding: key.sent)
          if tries.takesNewKey(after: error, by: key, from: credentials) { continue }
          failure = error.asAWSError
          asked = head.header("Retry-After").flatMap { RetryAfter.parse($0, now: time) } ?? .zero
          if error.isThrottling || call.method == .head && head.status == 503 {
            let nothingFor = pace.refused(turn) { pause(afterCuts: $0, atLeast: asked) }
            // What others have waited for in vain for so long nobody has to find out again.
            let isInVain = throttlingBudget > .zero && nothingFor >= throttlingBudget
            // Everybody's turn is later now, and that of this request too.
            if tries.throttled(at: now()) != nil, !isInVain { continue }
            mayPass = false
          } else {
            mayPass = error.isTransient
            if head.status < 500 { pace.accepted(turn) }
          }
        }
      } catch {
        failure = .transport(error, call.operation)
        mayPass = error.isTransient
      }
      sleep(try tries.failed(failure, mayPass: mayPass, asked: asked, at: now()))
    }
  }

  private func signed(_ call: S3Call, region: String, by key: AWSCredentials) throws(AWSError) -> Request {
    let url = try address.url(bucket: call.bucket, key: call.key, query: call.query, region: region)
    let signer = signer(in: region, for: key)
    let headers = signer.sign(
      call.method, url: url, headers: call.headers + conditions, payloadHash: call.payloadHash,
      at: UTCTime.now.secondsSince1970)
    return Request(
      call.method, url, headers: headers, body: call.body.isEmpty ? .none : .bytes(call.body),
      maxResponseBytes: call.maxResponseBytes)
  }

  /// What the latest request carried that an answer must not show.
  var sentSecrets: [Secret] { lastSigner.withLock { $0?.credentials.sent ?? [] } }

  private func signer(in region: String, for key: AWSCredentials) -> SigV4Signer {
    lastSigner.withLock { last in
      if let last, last.region == region, last.credentials == key { return last }
      let signer = SigV4Signer(service: "s3", region: region, credentials: key)
      last = signer
      return signer
    }
  }

  /// Where the bucket is, when an answer says that it is elsewhere.
  ///
  /// It becomes part of a host name, so only what can be a region is taken.
  private func home(
    of call: S3Call, _ head: ResponseHead, _ answer: S3ErrorAnswer, by key: AWSCredentials
  ) -> String? {
    // An access point's ARN has its region.
    guard [301, 302, 307, 400].contains(head.status), AccessPoint(bucket: call.bucket) == nil else { return nil }
    if let named = [head.header("x-amz-bucket-region"), answer.region].compactMap({ $0 }).first(where: Region.isName) {
      return named
    }
    // Without a name of the region in the answer, that to a HEAD has it in a header.
    guard head.status != 400 || answer.code == "AuthorizationHeaderMalformed" else { return nil }
    // Where nobody answers it, the first answer is what is told.
    let question = S3Call(.head, bucket: call.bucket, operation: call.operation)
    guard let request = try? signed(question, region: region(of: call.bucket), by: key),
      let answer = try? http.send(request)
    else { return nil }
    return answer.header("x-amz-bucket-region").flatMap { Region.isName($0) ? $0 : nil }
  }
}
