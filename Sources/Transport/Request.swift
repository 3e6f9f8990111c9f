/// One header line of a request or a response.
public struct Header: Sendable, Equatable {
  public let name: String
  public let value: String

  /// A header as it is written on the wire, without the line end.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Bytes that a request body borrows while it is sent, so that a batch is never copied.
public protocol BodyBytes: AnyObject, Sendable {
  /// How many bytes the body has.
  var byteCount: Int { get }
  /// Lends the bytes for the duration of the call.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
}

/// What a request carries.
public enum RequestBody: Sendable {
  case none
  case bytes([UInt8])
  case borrowed(any BodyBytes)

  /// How many bytes are sent.
  public var byteCount: Int {
    switch self {
    case .none: 0
    case .bytes(let bytes): bytes.count
    case .borrowed(let bytes): bytes.byteCount
    }
  }
}

/// One HTTP request, exactly as it goes out.
public struct Request: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  public var method: Method
  /// Absolute URL, already percent-encoded; libcurl sends its path and query byte for byte (`CURLOPT_PATH_AS_IS`).
  public var url: String
  /// The header lines, in the order in which they are sent.
  ///
  /// `Host` and `Content-Length` come from libcurl unless they are given here.
  public var headers: [Header]
  public var body: RequestBody
  /// What `HTTPClient.send` does about an answer with a body larger than the request allows.
  public enum AnswerBeyondLimit: Sendable {
    /// Fails with phase `tooLarge`.
    case refuse
    /// Takes the beginning for the answer's body, and does not wait for the rest.
    case cutOff
  }

  /// The most bytes of an answer that `HTTPClient.send` takes into memory.
  ///
  /// `HTTPClient.open` has no such limit.
  public var maxResponseBytes: Int
  public var answerBeyondLimit: AnswerBeyondLimit

  /// A request with an answer of at most 1 MiB, larger ones refused, unless told otherwise.
  public init(
    _ method: Method, _ url: String, headers: [Header] = [], body: RequestBody = .none,
    maxResponseBytes: Int = 1 << 20, answerBeyondLimit: AnswerBeyondLimit = .refuse
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.maxResponseBytes = maxResponseBytes
    self.answerBeyondLimit = answerBeyondLimit
  }
}
