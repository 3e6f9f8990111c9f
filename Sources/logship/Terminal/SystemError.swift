import Glibc

/// What the system says to an error number.
enum SystemError {
  /// The words of an `errno`, in lower case as they stand in the middle of our messages.
  static func words(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }.lowercased()
  }
}
