import CTextScan

/// Eight bytes of text as one word.
struct EightBytes {
  /// The first byte in memory is the lowest.
  let word: UInt64

  @inline(__always)
  init(at start: UnsafePointer<UInt8>) {
    word = UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
  }
}

/// Text of JSON strings in memory that some byte ends which is not plain.
enum PlainText {
  /// Where plain text ends: before a quote, a backslash, a control character, or a part of a character beyond ASCII.
  ///
  /// Up to 15 bytes behind the one that ends it are read.
  @inline(__always)
  static func end(from start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var at = start
    while true {
      let count = Int(ctextscan_plain_count(at))
      at += count
      if count < 16 { return at }
    }
  }
}
