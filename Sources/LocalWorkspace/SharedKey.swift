import CCrypto
import Foundation

/// A workspace's key, which signs requests: HMAC-SHA256, in Base64.
///
/// Page "HTTP Data Collector API", section "Authorization".
public struct SharedKey: Sendable {
  private let bytes: [UInt8]

  /// The key written in Base64, as the portal shows it; nil for text that is not Base64 or is empty.
  public init?(base64: String) {
    guard let data = Data(base64Encoded: base64.trimmingCharacters(in: .whitespacesAndNewlines)), !data.isEmpty else {
      return nil
    }
    bytes = Array(data)
  }

  /// The signature of a text in Base64, or nil if the library fails.
  func signature(of text: String) -> String? {
    var digest = [UInt8](repeating: 0, count: 32)
    var length = 0
    let message = Array(text.utf8)
    let done = EVP_Q_mac(
      nil, "HMAC", nil, "SHA256", nil, bytes, bytes.count, message, message.count, &digest, digest.count, &length)
    guard done != nil, length == digest.count else { return nil }
    return Data(digest).base64EncodedString()
  }
}

extension SharedKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "***" }
  public var debugDescription: String { "***" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
