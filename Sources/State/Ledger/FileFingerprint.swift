import Digest

/// The beginning of a file, as a length and a SHA-256: a file that grew still begins with it.
struct FileFingerprint: Sendable, Equatable {
  /// How much of a file's beginning counts.
  ///
  /// It is generous, since a header that many files share says little.
  static let mostBytes = 65_536

  let length: Int
  let digest: String

  /// The fingerprint of a file that begins, or wholly consists of, these bytes.
  ///
  /// - Parameter beginning: The file's first bytes; what is over `mostBytes` does not count.
  init(of beginning: [UInt8]) {
    self.init(beginning, length: min(beginning.count, FileFingerprint.mostBytes))
  }

  private init(_ bytes: [UInt8], length: Int) {
    self.length = length
    digest = Hex.encode(bytes.withUnsafeBytes { SHA256.hash(UnsafeRawBufferPointer(rebasing: $0[..<length])) })
  }

  /// Whether a file with this beginning is the one of which the fingerprint was taken, perhaps grown since.
  func begins(_ beginning: [UInt8]) -> Bool {
    length <= beginning.count && FileFingerprint(beginning, length: length) == self
  }

  var text: String { "\(length):\(digest)" }

  init?(_ text: Substring) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let length = Int(parts[0]), (0...FileFingerprint.mostBytes).contains(length) else {
      return nil
    }
    guard parts[1].utf8.count == SHA256.byteCount * 2 else { return nil }
    self.length = length
    digest = String(parts[1])
  }
}
