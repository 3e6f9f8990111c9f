import Digest

/// The shared key's signature (Azure Monitor, HTTP Data Collector API, "Authorization").
public struct SharedKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  static let resource = "/api/logs"
  static let contentType = "application/json"

  private let workspaceID: String
  private let key: [UInt8]

  public var description: String { "***" }
  /// Keeps `dump` and the interpolation of an enclosing value from looking inside.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Wraps a workspace's key.
  ///
  /// - Parameters:
  ///   - workspaceID: A GUID.
  ///   - key: As Azure shows it, in Base64; white space at its ends does not count.
  /// - Throws: `NotBase64` where the key is none.
  public init(workspaceID: String, key: Secret) throws(NotBase64) {
    self.workspaceID = workspaceID
    let text = key.reveal().drop { $0.isWhitespace }
    guard let end = text.lastIndex(where: { !$0.isWhitespace }), let bytes = Base64.decode(String(text[...end])),
      !bytes.isEmpty
    else { throw NotBase64() }
    self.key = bytes
  }

  public struct NotBase64: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String { "the key is not Base64" }
  }

  /// What a request is let in by.
  public struct Authorization: Sendable {
    fileprivate let workspaceID: String
    /// In Base64.
    public let signature: Secret

    /// The header's value: `SharedKey <workspace id>:<signature>`.
    public var value: String { "SharedKey \(workspaceID):\(signature.reveal())" }
  }

  /// The `Authorization` of a body of `bodyBytes` bytes.
  ///
  /// - Parameters:
  ///   - bodyBytes: Length of the body as it is sent.
  ///   - date: Value of the `x-ms-date` header, RFC 1123 in GMT.
  /// - Returns: The signature, and the header that it makes.
  public func authorization(bodyBytes: Int, date: String) -> Authorization {
    let text = "POST\n\(bodyBytes)\n\(SharedKey.contentType)\nx-ms-date:\(date)\n\(SharedKey.resource)"
    let signature = Base64.encode(HMACSHA256.authenticate(Array(text.utf8), key: key))
    return Authorization(workspaceID: workspaceID, signature: Secret(signature))
  }
}
