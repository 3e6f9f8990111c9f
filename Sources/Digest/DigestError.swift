import CCrypto

/// libcrypto did not give an algorithm that every build of it has: the installation is broken or its policy forbids it.
public struct DigestError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The algorithm as libcrypto names it.
  public let algorithm: String
  /// libcrypto's own words.
  public let reason: String

  /// An algorithm that cannot be had, with the newest entry of this thread's error queue as the reason.
  init(unavailable algorithm: String) {
    self.algorithm = algorithm
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0 else {
      self.reason = "libcrypto gives no reason"
      return
    }
    self.reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      ERR_error_string_n(code, text.baseAddress, text.count)
      guard let start = text.baseAddress else { return "" }
      return String(cString: start)
    }
  }

  public var description: String {
    "libcrypto does not offer \(algorithm): \(reason). Check the OpenSSL installation and its configuration"
  }
}
