import Transport

/// The bytes of one object as they are stored, from one thread.
///
/// A connection that breaks, or that ends before the object does, is followed by another one from where it was, on the
/// condition that the object is still the same one.
public final class ObjectReader {
  /// Bytes after which a new connection has proved itself, so that the count of failures begins anew.
  private static let progress: Int64 = 64 << 10

  /// The object's size, as the server or else a listing tells it.
  public let size: Int64
  /// As the server sent it, with its quotes.
  public let eTag: String?
  /// Seconds since 1970; nil where the server does not say.
  public let lastModified: Int64?
  /// How many bytes have been read.
  public private(set) var offset: Int64 = 0

  private let bucket: String
  private let key: String
  private let version: String?
  private let requests: S3Requests
  private let operation: AWSOperation
  /// Nil once all is read, after `close()` and after an error.
  private var stream: ResponseStream?
  private var failures = 0
  private var resumedAt: Int64 = 0
  private var failure: AWSError?

  init(
    bucket: String, key: String, version: String?, listed: S3Object?, isKnown: Bool, _ requests: S3Requests
  ) throws(AWSError) {
    self.bucket = bucket
    self.key = key
    self.version = version
    self.requests = requests
    operation = requests.reading(bucket: bucket, key: key, version: version, isKnown: isKnown)
    let condition = listed?.eTag.map { [Header("If-Match", Self.quoted($0))] } ?? []
    let call = S3Call(
      .get, bucket: bucket, key: key, query: S3Call.query(version), headers: condition, operation: operation)
    let stream: ResponseStream
    do throws(AWSError) {
      stream = try requests.open(call)
    } catch {
      throw Self.named(error, operation, isKnown: listed != nil)
    }
    let head = stream.head
    guard head.status == 200 else {
      throw .malformedAnswer("status \(head.status) to a GET of the whole object", operation)
    }
    let declared = try Self.length(head, operation)
    // A connection that just closes looks like the end of the object, so something has to tell how long it is.
    guard let size = declared ?? listed?.size else {
      throw .transport(
        TransportError(
          phase: .receive, code: 0,
          reason: "the answer has no Content-Length, so that nothing tells whether the object came whole",
          endpoint: requests.endpoint(of: bucket)),
        operation)
    }
    self.size = size
    eTag = head.header("ETag")
    lastModified = head.header("Last-Modified").flatMap(HTTPDate.parse)
    if let listed {
      // Some servers know no If-Match.
      if let before = listed.eTag, let now = eTag, Self.quoted(before) != Self.quoted(now) { throw .changed(operation) }
      // Of two sizes for one ETag neither can be trusted: the listing is of an object that is no more.
      if let declared, declared != listed.size { throw .changed(operation) }
    }
    self.stream = stream
  }

  deinit {
    close()
  }

  /// Reads the next bytes, waiting for at least one.
  ///
  /// - Parameter buffer: Room for at least one byte.
  /// - Returns: How many bytes were read; 0 at the end of the object, and after `close()`.
  /// - Throws: `AWSError.changed` or `AWSError.vanished` when the rest is not to be had any more, `AWSError.transport`
  ///   after too many broken connections, and other cases. The same error comes again at the next call.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(AWSError) -> Int {
    if let failure { throw failure }
    do throws(AWSError) {
      return try next(into: buffer)
    } catch {
      failure = error
      close()
      throw error
    }
  }

  /// Ends reading, wherever it is.
  public func close() {
    stream?.close()
    stream = nil
  }

  private func next(into buffer: UnsafeMutableRawBufferPointer) throws(AWSError) -> Int {
    while let stream {
      var count = 0
      var problem: TransportError?
      do throws(TransportError) { count = try stream.read(into: buffer) } catch { problem = error }
      if count > 0 {
        if Int64(count) > size - offset { throw .changed(operation) }
        offset += Int64(count)
        return count
      }
      // A connection may end in disorder after the last byte.
      if offset == size { break }
      try resume(
        after: problem
          ?? TransportError(
            phase: .receive, code: 0, reason: "the answer ended after \(offset) of \(size) bytes",
            endpoint: requests.endpoint(of: bucket)))
    }
    close()
    return 0
  }

  private func resume(after problem: TransportError) throws(AWSError) {
    close()
    failures = offset - resumedAt >= Self.progress ? 1 : failures + 1
    // Without an ETag nothing would tell that the rest is of the same object.
    guard problem.isTransient, failures < requests.attempts, let eTag else { throw .transport(problem, operation) }
    requests.pause(afterFailures: failures)
    resumedAt = offset
    let conditions = [Header("Range", "bytes=\(offset)-"), Header("If-Match", Self.quoted(eTag))]
    let call = S3Call(
      .get, bucket: bucket, key: key, query: S3Call.query(version), headers: conditions, operation: operation)
    do throws(AWSError) {
      let next = try requests.open(call)
      try check(next.head, eTag)
      stream = next
    } catch {
      throw Self.named(error, operation, isKnown: true)
    }
  }

  /// Makes sure that an answer is the rest of the object whose beginning was read.
  private func check(_ head: ResponseHead, _ eTag: String) throws(AWSError) {
    // `rclone serve s3` sends a part with 200, so it is the range that counts and not the status.
    guard let text = head.header("Content-Range"), let range = ContentRange(text) else {
      throw .malformedAnswer("no Content-Range with status \(head.status) to a GET with a Range", operation)
    }
    let length = try Self.length(head, operation)
    guard length == nil || length == range.last - range.first + 1 else {
      throw .malformedAnswer("its Content-Length and its Content-Range differ", operation)
    }
    if let now = head.header("ETag"), Self.quoted(now) != Self.quoted(eTag) { throw .changed(operation) }
    if let total = range.total, total != size { throw .changed(operation) }
    guard range.first == offset, range.last == size - 1 else {
      throw .malformedAnswer("Content-Range \(Words.printable(text, limit: 64)) to bytes=\(offset)-", operation)
    }
  }

  /// The case that an error of the service stands for when it answers a GET.
  private static func named(_ error: AWSError, _ operation: AWSOperation, isKnown: Bool) -> AWSError {
    switch error {
    case .notFound(let answer) where isKnown && answer.code != "NoSuchBucket": .vanished(operation)
    case .service(let answer) where answer.status == 412 || answer.status == 416: .changed(operation)
    default: error
    }
  }

  private static func length(_ head: ResponseHead, _ operation: AWSOperation) throws(AWSError) -> Int64? {
    guard let text = head.header("Content-Length") else { return nil }
    guard let length = Int64(text), length >= 0 else {
      throw .malformedAnswer("its Content-Length is no number", operation)
    }
    return length
  }

  /// Some servers list an ETag without its quotes, which a condition must have.
  private static func quoted(_ eTag: String) -> String {
    eTag.hasPrefix("\"") || eTag.hasPrefix("W/") ? eTag : "\"\(eTag)\""
  }
}
