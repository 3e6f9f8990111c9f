import Transport

/// Where S3 is, and how patiently it is asked.
public struct S3Configuration: Sendable {
  /// Where a bucket is looked for first.
  public var region: Region
  /// In place of AWS's own hosts.
  public var endpoint: Endpoint?
  /// Which of AWS's own hosts; an endpoint that somebody gave is taken as it is.
  var variant = EndpointVariant()
  /// Whether requests say that who asks pays for them, as a Requester Pays bucket wants to hear.
  public var paysForRequests = false
  /// The account that the bucket must belong to; S3 refuses each request where it does not.
  public var expectedBucketOwner: String?
  /// How often one request is sent at most that fails; one that S3 refuses as one too many goes on for `throttlingBudget`.
  public var attempts: Int
  /// How long a request is sent again that S3 does not take, be it for refusing everything as too much.
  public var throttlingBudget = Duration.seconds(300)
  /// How long to wait between attempts.
  public var retry: RetryPolicy

  /// A configuration of five attempts a request, unless told otherwise.
  public init(
    region: Region, endpoint: Endpoint? = nil, attempts: Int = 5, retry: RetryPolicy = RetryPolicy()
  ) {
    self.region = region
    self.endpoint = endpoint
    self.attempts = attempts
    self.retry = retry
  }
}

/// Lists buckets and reads objects.
///
/// Calls block, and may be made from several threads at once. A bucket's own region is found from S3's answers and
/// remembered. What may pass is tried again: 429, 500, 502, 503, 504 and lost connections. Where S3 says that it is
/// asked too often, all threads ask less often, and go on for as long as the budget of that lasts.
public final class S3Client: Sendable {
  /// A page of a thousand keys of 1,024 bytes, each byte encoded as three, is under 4 MB.
  private static let maxPageBytes = 16 << 20

  let requests: S3Requests
  private let http: HTTPClient

  /// A client of S3.
  ///
  /// - Parameters:
  ///   - configuration: Where S3 is, and how patiently it is asked.
  ///   - http: What requests are sent by; its options must allow plain HTTP for an endpoint that has it and is not on
  ///     this machine.
  ///   - credentials: Whose signature requests carry.
  ///   - sleep: Waits between attempts; nil waits on the calling thread, and no longer than to `stop`.
  ///   - now: A clock that nobody sets; nil is the machine's.
  public init(
    _ configuration: S3Configuration, http: HTTPClient, credentials: RefreshingCredentials,
    sleep: (@Sendable (Duration) -> Void)? = nil, now: (@Sendable () -> Duration)? = nil
  ) {
    let begin = ContinuousClock.now
    self.http = http
    requests = S3Requests(
      configuration, http: http, credentials: credentials,
      sleep: sleep ?? { duration in Wait.sleep(duration) { http.isStopped } },
      now: now ?? { ContinuousClock.now - begin })
  }

  /// Ends the client from another thread: what is under way fails soon, and so does what is asked from now on.
  ///
  /// The error is `AWSError.transport` of phase `stopped`. The credentials are not its own: others go on asking for them,
  /// and who waits for them here is let go by `AWSSession.stop`.
  public func stop() {
    http.stop()
  }

  /// The objects of a location, page by page as they are asked for.
  ///
  /// - Parameters:
  ///   - location: A bucket and the text that the keys begin with.
  ///   - pageSize: How many objects a request asks for, at most 1000.
  /// - Returns: A listing that has sent nothing yet.
  public func listObjects(_ location: S3Location, pageSize: Int = 1000) -> ObjectListing {
    ObjectListing(requests.listing(location), load: pages(of: location, size: pageSize))
  }

  /// What the keys of a location go on with, up to a slash: the folders in it.
  ///
  /// - Parameters:
  ///   - location: A bucket and the text that the keys begin with; a folder's ends with a slash.
  ///   - pageSize: How many prefixes and objects a request asks for, at most 1000.
  /// - Returns: A listing that has sent nothing yet.
  public func listPrefixes(in location: S3Location, pageSize: Int = 1000) -> PrefixListing {
    let page = pages(of: location, size: pageSize, delimiter: PrefixListing.delimiter)
    return PrefixListing(location, operation: requests.listing(location)) {
      token throws(AWSError) in try page(token, false)
    }
  }

  private func pages(
    of location: S3Location, size: Int, delimiter: String? = nil
  ) -> @Sendable (_ token: String?, _ withRestoreStatus: Bool) throws(AWSError) -> ListObjectsAnswer {
    let operation = requests.listing(location)
    return { [requests] token, withRestoreStatus throws(AWSError) in
      var query = [
        (name: "list-type", value: "2"), (name: "encoding-type", value: "url"),
        (name: "max-keys", value: "\(min(max(size, 1), 1000))"), (name: "prefix", value: location.prefix),
      ]
      if let delimiter { query.append((name: "delimiter", value: delimiter)) }
      if let token { query.append((name: "continuation-token", value: token)) }
      let call = S3Call(
        .get, bucket: location.bucket, query: query,
        headers: withRestoreStatus ? [Header("x-amz-optional-object-attributes", "RestoreStatus")] : [],
        operation: operation, maxResponseBytes: Self.maxPageBytes)
      let answer = try requests.send(call)
      do throws(XMLProblem) {
        return try ListObjectsAnswer(answer.body, bucket: location.bucket)
      } catch {
        throw .malformedAnswer(error.reason, operation)
      }
    }
  }

  /// What a location is as the name of one object, without its bytes.
  ///
  /// - Parameter location: Its prefix is the whole key.
  /// - Returns: The object, or the version of it, with all that a listing tells and whether it lies in an archive.
  /// - Throws: `AWSError.notFound` when there is none, `AWSError.refused` when S3 does not tell, and other cases.
  public func object(at location: S3Location) throws(AWSError) -> S3Object {
    let (bucket, key, version) = (location.bucket, location.prefix, location.version)
    let operation = requests.reading(bucket: bucket, key: key, version: version, isKnown: false)
    func call(_ method: Request.Method) -> S3Call {
      S3Call(method, bucket: bucket, key: key, query: S3Call.query(version), operation: operation)
    }
    let head: ResponseHead
    do throws(AWSError) {
      head = try requests.send(call(.head)).head
    } catch {
      // A refused HEAD has no words, a GET has; and it may be that only a new key was wanted.
      guard error.isWordless else { throw error }
      let stream = try requests.open(call(.get))
      head = stream.head
      stream.close()
    }
    guard let size = head.header("Content-Length").flatMap({ Int64($0) }), size >= 0 else {
      throw .malformedAnswer("no Content-Length", operation)
    }
    return S3Object(
      bucket: bucket, key: key, size: size, eTag: head.header("ETag"),
      lastModified: head.header("Last-Modified").flatMap(HTTPDate.parse),
      storageClass: head.header("x-amz-storage-class"),
      isRestored: head.header("x-amz-restore")?.contains("ongoing-request=\"false\"") ?? false,
      archiveTier: head.header("x-amz-archive-status"), version: version)
  }

  /// Opens an object that was listed, as it was listed.
  ///
  /// - Parameter object: Its ETag goes with the request.
  /// - Returns: The bytes as stored, whatever their encoding.
  /// - Throws: `AWSError.vanished` when it is gone, `AWSError.changed` when it is another one by now, be it only by its
  ///   size, and other cases.
  public func getObject(_ object: S3Object) throws(AWSError) -> ObjectReader {
    try ObjectReader(
      bucket: object.bucket, key: object.key, version: object.version, listed: object, isKnown: true, requests)
  }

  /// Opens an object by its name, as it is now.
  ///
  /// - Parameters:
  ///   - bucket: The bucket's name.
  ///   - key: The key, not encoded.
  ///   - version: The id of a version; nil for the object as it is now.
  ///   - isKnown: Whether it was listed, so that a refusal cannot mean that there is none.
  /// - Returns: The bytes as stored, whatever their encoding.
  /// - Throws: `AWSError.notFound` when there is none, and other cases.
  public func getObject(
    bucket: String, key: String, version: String? = nil, isKnown: Bool = false
  ) throws(AWSError) -> ObjectReader {
    _ = try S3Location(bucket: bucket, prefix: "")
    return try ObjectReader(bucket: bucket, key: key, version: version, listed: nil, isKnown: isKnown, requests)
  }
}

extension AWSError {
  /// Whether it is a refusal without a code, as HEAD requests get it.
  fileprivate var isWordless: Bool {
    switch self {
    case .refused(let answer), .service(let answer): answer.code.isEmpty && (400...403).contains(answer.status)
    default: false
    }
  }
}
