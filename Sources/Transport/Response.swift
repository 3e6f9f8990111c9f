/// Status and headers of an answer.
public struct ResponseHead: Sendable {
  public let status: Int
  /// Of the last answer in a chain (after `100 Continue` or a proxy's `CONNECT`), in the order received.
  public let headers: [Header]

  /// An answer's status and headers.
  public init(status: Int, headers: [Header]) {
    self.status = status
    self.headers = headers
  }

  /// The first value of a header, its name compared without case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.count == name.count && $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// A whole answer.
public struct Response: Sendable {
  public let head: ResponseHead
  public let body: [UInt8]

  public var status: Int { head.status }

  /// An answer whose body is in memory.
  public init(head: ResponseHead, body: [UInt8]) {
    self.head = head
    self.body = body
  }

  /// The first value of a header, its name compared without case.
  public func header(_ name: String) -> String? { head.header(name) }

  /// The body as text; bytes that are no UTF-8 become U+FFFD.
  public var text: String { String(decoding: body, as: UTF8.self) }
}
