import Digest

/// How much of an access key's id leaves the machine.
public enum AccessKeyIDs: Sendable {
  /// The first and last four characters, as the 2019 programs wrote them: `AKIA...WXYZ`.
  case masked
  case full
  /// The kind of key, then an HMAC-SHA256 of the id under a key of the user's, so that ids cannot be found by trying.
  case hashed(Secret)

  /// An id as it may leave the machine.
  public func text(of id: String) -> String {
    Array(id.utf8).withUnsafeBytes { bytes in
      var writer = AccessKeyIDWriter(self)
      return writer.sent(ByteSlice(bytes)).text
    }
  }
}

/// Writes the ids of access keys.
struct AccessKeyIDWriter: ~Copyable {
  private let mode: AccessKeyIDs
  /// The id that was masked or hashed last.
  private var written = ByteWriter(capacity: 256)
  private var memory: [[UInt8]: [UInt8]] = [:]

  /// Ids remembered with their hash: a report repeats the same ones every day.
  private static let remembered = 10_000
  /// Four characters of the id, a dash, and 130 bits in base32.
  private static let hashedBytes = 31
  private static let dots: StaticString = "..."
  private static let dot = UInt8(ascii: ".")

  init(_ mode: AccessKeyIDs) {
    self.mode = mode
  }

  /// An id as it may be sent, which holds until the next one.
  @inline(__always)
  mutating func sent(_ id: ByteSlice) -> ByteSlice {
    if sendsAsIs(id) { return id }
    written.truncate(to: 0)
    write(id)
    return ByteSlice(written.bytes)
  }

  /// True of an id that is sent as it came: as it was asked for, or since it is masked or hashed already.
  @inline(__always)
  private func sendsAsIs(_ id: ByteSlice) -> Bool {
    if case .full = mode { return true }
    return isMasked(id) || isHashed(id)
  }

  private mutating func write(_ id: ByteSlice) {
    switch mode {
    case .full: written.append(id.bytes)
    case .masked:
      // Of a short id, which AWS has none of, no more than two thirds.
      let shown = min(4, id.count / 3)
      written.append(id.cut(to: shown).bytes)
      written.append(AccessKeyIDWriter.dots)
      written.append(id.end(atMost: shown).bytes)
    case .hashed(let key): written.append(hash(id, under: key))
    }
  }

  private func isMasked(_ id: ByteSlice) -> Bool {
    guard id.count <= 11, id.count >= 3 else { return false }
    // Where the 2019 programs put the dots.
    if id.count == 11, id[4] == AccessKeyIDWriter.dot, id[5] == AccessKeyIDWriter.dot, id[6] == AccessKeyIDWriter.dot {
      return true
    }
    return (0...id.count - 3).contains { id.part($0..<$0 + 3).equals(AccessKeyIDWriter.dots) }
  }

  /// True of what `hash` makes, as reports that logship collected have it; AWS's own ids have no dash.
  @inline(__always)
  private func isHashed(_ id: ByteSlice) -> Bool {
    guard id.count == AccessKeyIDWriter.hashedBytes, id[4] == UInt8(ascii: "-") else { return false }
    return (5..<id.count)
      .allSatisfy { index in
        switch id[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "2")...UInt8(ascii: "7"): true
        default: false
        }
      }
  }

  private mutating func hash(_ id: ByteSlice, under key: Secret) -> [UInt8] {
    let bytes = Array(id.bytes)
    if let known = memory[bytes] { return known }
    let code = HMACSHA256.authenticate(bytes, key: Array(key.reveal().utf8))
    let text = code.withUnsafeBytes { Base32.encode($0, bits: 130) }
    let hashed = Array(id.cut(to: min(4, id.count / 3)).bytes) + Array("-\(text)".utf8)
    if memory.count < AccessKeyIDWriter.remembered { memory[bytes] = hashed }
    return hashed
  }
}
