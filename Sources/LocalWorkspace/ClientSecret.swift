/// The secret of the client that may fetch tokens.
public struct ClientSecret: Sendable {
  private let bytes: [UInt8]

  /// A secret from a file or a variable, without white space at its ends; nil if nothing is left.
  public init?(_ text: String) {
    bytes = Array(text.utf8).trimmingWhiteSpace()
    if bytes.isEmpty { return nil }
  }

  /// Whether this is the secret, in a time that does not depend on how much of it is right.
  func matches(_ text: String) -> Bool {
    let other = Array(text.utf8)
    guard other.count == bytes.count else { return false }
    return zip(bytes, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension ClientSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "***" }
  public var debugDescription: String { "***" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
  fileprivate func trimmingWhiteSpace() -> [UInt8] {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
      return []
    }
    return Array(self[first...last])
  }
}
