import Testing

@testable import Records

@Suite("A gzip source")
struct GzipTests {
  static let ann = report("ann")
  static let bob = report("bob")

  /// The outcomes in one piece, which must be those in pieces of one byte.
  static func briefs(_ bytes: [UInt8]) throws -> [String] {
    let found = try outcomes(of: [bytes]).map(\.brief)
    #expect(try outcomes(of: bytes.map { [$0] }).map(\.brief) == found)
    return found
  }

  @Test("is known by its first bytes")
  func oneMember() throws {
    #expect(try Self.briefs(gzip("\(Self.ann)\n\(Self.bob)\n")) == ["ann", "bob"])
    #expect(try Self.briefs(gzip("\u{FEFF}loggedDate,user\n2026-11-22,ann")) == ["ann"])
  }

  // gzip.compress(b'{"loggedDate":"2026-11-22","user":"ann"}\n', mtime=0)
  @Test("is read as Python packs it")
  func python() throws {
    let packed: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xAB, 0x56, 0xCA, 0xC9, 0x4F, 0x4F,
      0x4F, 0x4D, 0x71, 0x49, 0x2C, 0x49, 0x55, 0xB2, 0x52, 0x32, 0x32, 0x30, 0x32, 0xD3, 0x35, 0x34,
      0xD4, 0x35, 0x32, 0x52, 0xD2, 0x51, 0x2A, 0x2D, 0x4E, 0x2D, 0x02, 0x8A, 0x25, 0xE6, 0xE5, 0x29,
      0xD5, 0x72, 0x01, 0x00, 0xC0, 0x4D, 0xF4, 0x91, 0x29, 0x00, 0x00, 0x00,
    ]
    #expect(try Self.briefs(packed) == ["ann"])
  }

  @Test("may have several members, cut anywhere")
  func members() throws {
    let text = Array("\(Self.ann)\n\(Self.bob)\n".utf8)
    for cut in [0, 1, 20, 40, 41, 42, text.count] {
      #expect(try Self.briefs(gzip(Array(text[..<cut])) + gzip(Array(text[cut...]))) == ["ann", "bob"])
    }
    #expect(try Self.briefs(gzip("") + gzip("[") + gzip("") + gzip(Self.ann) + gzip("]")) == ["ann"])
  }

  @Test("may be padded with zeros", arguments: [1, 2, 511, 70_000])
  func zeros(_ count: Int) throws {
    #expect(try Self.briefs(gzip(Self.ann) + [UInt8](repeating: 0, count: count)) == ["ann"])
    #expect(try Self.briefs(gzip(Self.ann) + [UInt8](repeating: 0, count: count) + gzip(Self.bob)) == ["ann", "bob"])
  }

  @Test("of nothing is empty")
  func empty() throws {
    #expect(try Self.briefs(gzip("")) == [])
    #expect(try Self.briefs(gzip("") + gzip("\n")) == [])
  }

  @Test("gives what came before it breaks off, and says where")
  func truncated() throws {
    let packed = gzip("\(Self.ann)\n\(Self.bob)\n")
    for length in 2..<packed.count {
      let found = try Self.briefs(Array(packed[..<length]))
      #expect(found.last?.contains("broken gzip at packed byte \(length): it breaks off") == true)
      #expect(found.filter { $0.hasPrefix("✗") }.count <= 2)
    }
    #expect(
      try Self.briefs(Array(packed.dropLast(8))) == [
        "ann", "bob", "✗ 3:3:82 broken gzip at packed byte \(packed.count - 8): it breaks off ‖‖",
      ])
  }

  @Test("whose checksum is wrong gives its records and one reject")
  func checksum() throws {
    var packed = gzip("\(Self.ann)\n\(Self.bob)\n")
    packed[packed.count - 8] ^= 1
    #expect(
      try Self.briefs(packed) == [
        "ann", "bob", "✗ 3:3:82 broken gzip at packed byte \(packed.count - 4): incorrect data check ‖‖",
      ])
  }

  @Test("whose length is wrong gives its records and one reject")
  func length() throws {
    var packed = gzip("[\(Self.ann)]")
    packed[packed.count - 1] ^= 1
    #expect(
      try Self.briefs(packed) == [
        "ann", "✗ 2:1:42 broken gzip at packed byte \(packed.count): incorrect length check ‖‖",
      ])
  }

  @Test("that is damaged in the middle gives what was whole before, and no record of what was not")
  func damaged() throws {
    var random = SplitMix(seed: 7)
    let users = (0..<3000).map { "u\($0)-\(random.next() % 1_000_000_007)" }
    let packed = gzip(users.map { report($0) }.joined(separator: "\n"))
    for at in stride(from: 2000, to: packed.count - 8, by: 3001) {
      var bytes = packed
      // A stored block of a length that its complement denies.
      bytes.replaceSubrange(at..<at + 64, with: [UInt8](repeating: 0, count: 64))
      let found = try outcomes(of: [bytes])
      #expect(found.last?.brief.contains("broken gzip") == true)
      #expect(found.filter { !$0.isRejected }.count > 50)
      let pieces = stride(from: 0, to: bytes.count, by: 100).map { Array(bytes[$0..<min($0 + 100, bytes.count)]) }
      #expect(try outcomes(of: pieces).map(\.brief) == found.map(\.brief))
    }
  }

  @Test("with something else behind it gives its records and one reject")
  func garbage() throws {
    let packed = gzip(Self.ann)
    #expect(
      try Self.briefs(packed + Array("garbage".utf8)) == [
        "ann", "✗ 2:1:40 broken gzip at packed byte \(packed.count + 2): incorrect header check ‖‖",
      ])
  }

  @Test("in gzip is refused by name")
  func twice() throws {
    let found = try outcomes(of: [gzip(gzip(Self.ann))])
    try #require(found.count == 1)
    #expect(found[0].brief.contains("gzip inside gzip; unpack it once first"))
  }

  @Test(
    "that is no gzip behind its first bytes is one reject",
    arguments: [[0x1F, 0x8B], [0x1F, 0x8B, 0x08], [0x1F, 0x8B, 0x09, 0, 0]] as [[UInt8]])
  func noGzip(_ bytes: [UInt8]) throws {
    let found = try Self.briefs(bytes)
    #expect(found.count == 1)
    #expect(found[0].contains("broken gzip"))
  }

  @Test("of one byte is no gzip", arguments: [0x1F, 0x8B, 0x00, 0xFF] as [UInt8])
  func oneByte(_ byte: UInt8) throws {
    let found = try outcomes(of: [[byte]])
    try #require(found.count == 1)
    #expect(found[0].brief.contains("neither JSON nor a CSV header"))
  }

  @Test("that unpacks to a thousand times its size takes bounded memory", arguments: [" ", "x", "[", "\n", "{\"a\":"])
  func bomb(_ text: String) throws {
    let packed = gzip(Array(repeating: Array(text.utf8), count: (8 << 20) / text.utf8.count).flatMap { $0 })
    #expect(packed.count < 40_000)
    let reader = RecordReader(limits: FrameLimits(recordBytes: 256 << 10))
    var isGiven = false
    while true {
      switch reader.next() {
      case .ended:
        #expect(reader.unpackedBytes > 8_000_000)
        return
      case .needsInput where isGiven: reader.sourceEnded()
      case .needsInput:
        reader.room().copyBytes(from: packed)
        reader.added(packed.count)
        isGiven = true
      default: #expect(reader.content.count <= 64 << 10)
      }
      #expect(reader.heldBytes <= 2 << 20)
    }
  }
}
