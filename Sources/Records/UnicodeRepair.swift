/// Copies a record with U+FFFD in place of everything that is no Unicode text, and remembers where.
///
/// What is repaired are bytes that are no UTF-8 and, in JSON, escapes of half a surrogate pair. Nobody can then keep a
/// record out of the workspace by a broken user agent; where the broken text names the key or its owner, the caller
/// asks `touched` and refuses the record.
final class UnicodeRepair {
  private var copy = ByteWriter(capacity: 4096)
  private var places: [Int] = []

  /// A repaired copy of a JSON object, with readable bytes behind it; it holds until the next call.
  ///
  /// - Returns: nil where there was nothing to repair.
  func repaired(_ record: ByteSlice) -> ByteSlice? {
    begin()
    var at = 0
    let bytes = record.bytes
    while at < bytes.count {
      if bytes[at] == ASCII.backslash, at + 1 < bytes.count {
        at += appendEscape(bytes, at)
      } else {
        at += appendScalar(bytes, at)
      }
    }
    guard !places.isEmpty else { return nil }
    let length = copy.count
    _ = copy.room(64)
    return ByteSlice(UnsafeRawBufferPointer(rebasing: copy.bytes[0..<length]))
  }

  /// A repaired copy of text without escapes; it holds until the next call.
  ///
  /// - Returns: nil where there was nothing to repair.
  func repairedText(_ text: ByteSlice) -> ByteSlice? {
    begin()
    var at = 0
    while at < text.count { at += appendScalar(text.bytes, at) }
    return places.isEmpty ? nil : ByteSlice(copy.bytes)
  }

  /// True where a repair lies in a stretch of the copy.
  func touched(_ range: Range<Int>) -> Bool {
    places.contains { range.contains($0) }
  }

  private func begin() {
    copy.truncate(to: 0)
    places.removeAll(keepingCapacity: true)
  }

  private func replace() {
    places.append(copy.count)
  }

  /// - Returns: How many bytes of the input it stands for.
  private func appendScalar(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int {
    if bytes[at] < 0x80 {
      copy.append(bytes[at])
      return 1
    }
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes[at..<min(at + 4, bytes.count)].makeIterator()
    switch parser.parseScalar(from: &rest) {
    case .valid(let scalar):
      copy.append(UnsafeRawBufferPointer(rebasing: bytes[at..<at + scalar.count]))
      return scalar.count
    case .error(let length):
      replace()
      copy.append("\u{FFFD}")
      return length
    case .emptyInput:
      return 1
    }
  }

  /// - Returns: How many bytes of the input it stands for.
  private func appendEscape(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Int {
    guard let unit = surrogate(bytes, at) else {
      copy.append(bytes[at])
      // The byte behind a backslash is its own unless it begins a scalar of several bytes.
      guard bytes[at + 1] < 0x80 else { return 1 }
      copy.append(bytes[at + 1])
      return 2
    }
    if unit < 0xDC00, let low = surrogate(bytes, at + 6), low >= 0xDC00 {
      copy.append(UnsafeRawBufferPointer(rebasing: bytes[at..<at + 12]))
      return 12
    }
    replace()
    copy.append("\\ufffd")
    return 6
  }

  /// The code unit of an escape `\uD800` to `\uDFFF` at an offset, if one is there.
  private func surrogate(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> UInt16? {
    guard at + 6 <= bytes.count, bytes[at] == ASCII.backslash, bytes[at + 1] == UInt8(ascii: "u") else { return nil }
    let digits = String(decoding: bytes[at + 2..<at + 6], as: UTF8.self)
    guard let unit = UInt16(digits, radix: 16), unit >= 0xD800, unit <= 0xDFFF else { return nil }
    return unit
  }
}
