/// The forms of input that logship reads.
///
/// A new one is a case here, a framer and a decoder in Formats, and a line in `RecordReader.begin`.
public enum RecordFormat: String, Sendable, CaseIterable {
  /// Objects and arrays of objects, one after another: NDJSON, a JSON array, `jq`'s and Firehose's output.
  case json
  /// Rows under a header.
  case csv
}

/// What the first bytes of a source say about it.
enum Sniff: Equatable {
  case needsMore
  case json
  case csv
  case none(RejectReason)

  /// How many bytes are looked at where nothing is certain sooner.
  static let window = 64 << 10

  /// How long a byte order mark is that precedes UTF-8 text.
  static func markLength(_ bytes: UnsafeRawBufferPointer) -> Int {
    ByteOrderMark.begins(bytes[...]) ? ByteOrderMark.length : 0
  }

  static func isGzip(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// Tells the format of unpacked bytes by content, never by name.
  ///
  /// Only the first `window` bytes have a say, however many there are, so that the answer is the same for all pieces.
  static func text(_ bytes: UnsafeRawBufferPointer, ended: Bool) -> Sniff {
    if !ended, bytes.count < 4 { return .needsMore }
    if let encoding = foreignEncoding(bytes) { return .none(.notUTF8Input(encoding: encoding)) }
    if isGzip(bytes) { return .none(.packedTwice) }
    let isWhole = ended || bytes.count >= window
    let text = ByteSlice(UnsafeRawBufferPointer(rebasing: bytes[markLength(bytes)..<min(bytes.count, window)]))
    guard let first = text.bytes.firstIndex(where: { !ASCII.isSpace($0) }) else {
      // White space is passed over in JSON without being held.
      return isWhole ? .json : .needsMore
    }
    if text[first] == ASCII.openBrace || text[first] == ASCII.openBracket { return .json }
    let lineEnd = text.firstOffset(of: ASCII.newline, from: first)
    if lineEnd == nil, !isWhole { return .needsMore }
    if CSVHeader(text.part(first..<(lineEnd ?? text.count)).trimmed()) != nil { return .csv }
    if hasValueAtLineStart(text) { return .json }
    return isWhole ? .none(.unknownFormat) : .needsMore
  }

  private static func hasValueAtLineStart(_ text: ByteSlice) -> Bool {
    var start = 0
    while let newline = text.firstOffset(of: ASCII.newline, from: start) {
      start = newline + 1
      if start < text.count, text[start] == ASCII.openBrace || text[start] == ASCII.openBracket { return true }
    }
    return false
  }

  private static func foreignEncoding(_ bytes: UnsafeRawBufferPointer) -> String? {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return "UTF-32LE" }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32BE" }
    if bytes.starts(with: [0xFF, 0xFE]) { return "UTF-16LE" }
    if bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16BE" }
    // Without a mark, ASCII in UTF-16 shows as a zero beside its first character.
    guard bytes.count >= 4 else { return nil }
    if bytes[0] != 0, bytes[1] == 0, bytes[2] != 0, bytes[3] == 0 { return "UTF-16LE" }
    if bytes[0] == 0, bytes[1] != 0, bytes[2] == 0, bytes[3] != 0 { return "UTF-16BE" }
    return nil
  }
}

/// U+FEFF in UTF-8, which some programs put before text.
enum ByteOrderMark {
  static let first: UInt8 = 0xEF
  static let length = 3

  static func begins(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    bytes.starts(with: [0xEF, 0xBB, 0xBF])
  }
}
