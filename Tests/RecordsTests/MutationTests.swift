import Foundation
import Testing

@testable import Records

/// Thousands of damaged inputs, the same ones in every run.
@Suite("A damaged source")
struct MutationTests {
  /// Flips, inserts, deletes or repeats bytes in one to four places.
  static func mutated(_ source: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    let telling = Array("{}[]\",:;\\\n\r\t 0eutN/\u{0}\u{FF}é".utf8)
    var bytes = source
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes.insert(telling.randomElement(using: &random) ?? 0, at: at)
      case 2: bytes.remove(at: at)
      case 3: bytes[at] = telling.randomElement(using: &random) ?? 0
      default:
        let length = Int.random(in: 1...20, using: &random)
        bytes.insert(contentsOf: bytes[at..<min(at + length, bytes.count)], at: Int.random(in: 0...at, using: &random))
      }
      if bytes.isEmpty { bytes = [0x7B] }
    }
    return bytes
  }

  /// A reading whose places lie in the input, in order, and tell where each content begins.
  static func problem(_ bytes: [UInt8], _ format: RecordFormat?) -> String? {
    let reader = RecordReader(format: format)
    var isGiven = false
    var covered = [Bool](repeating: false, count: bytes.count)
    var last = SourcePosition(record: 0, line: 1, byteOffset: 0)
    while true {
      switch reader.next() {
      case .needsInput where isGiven: reader.sourceEnded()
      case .needsInput:
        reader.room().copyBytes(from: bytes)
        reader.added(bytes.count)
        isGiven = true
      case .ended: return uncovered(bytes, covered, reader)
      case let item:
        let place = reader.position
        let content = Array(reader.content.bytes)
        if case .repeatedHeader = item {} else if place.record != last.record + 1 { return "\(place) follows \(last)" }
        if place.byteOffset < last.byteOffset || place.line < last.line { return "\(place) follows \(last)" }
        if place.line != 1 + bytes[..<place.byteOffset].filter({ $0 == 0x0A }).count { return "\(place): another line" }
        let end = place.byteOffset + content.count
        if end > bytes.count || !bytes[place.byteOffset..<end].elementsEqual(content) { return "\(place): \(content)" }
        if covered[place.byteOffset..<end].contains(true) { return "\(place) covers what was covered" }
        for index in place.byteOffset..<end { covered[index] = true }
        if case .repeatedHeader = item {} else { last = place }
      }
    }
  }

  /// Nothing is lost in silence: what no record and no reject holds is white space, punctuation of arrays, byte order
  /// marks between values, or a header.
  static func uncovered(_ bytes: [UInt8], _ covered: [Bool], _ reader: RecordReader) -> String? {
    let header = reader.csvHeader.map { Array($0.line.utf8) }
    let structure = Set((header == nil ? " \t\r\n[]," : " \t\r\n").utf8)
    var rest: [UInt8] = []
    for (byte, isCovered) in zip(bytes, covered) where !isCovered { rest.append(byte) }
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest.removeFirst(3) }
    if let header {
      while let first = rest.first, structure.contains(first), first != header.first { rest.removeFirst() }
      // A header that is no UTF-8 is compared no further.
      guard !header.starts(with: Array("\u{FFFD}".utf8)), reader.csvHeader?.line.contains("\u{FFFD}") == false else {
        return nil
      }
      if !rest.starts(with: header) { return "the header \(header) is not at the front of \(rest)" }
      rest.removeFirst(header.count)
    }
    var lost = rest.filter { !structure.contains($0) }
    while header == nil, lost.starts(with: [0xEF, 0xBB, 0xBF]) { lost.removeFirst(3) }
    return lost.isEmpty ? nil : "lost: \(lost)"
  }

  static let sources = SplitSource.plain.filter { !$0.name.contains("gzip") && $0.name != "UTF-16" }

  @Test("is read without a byte lost in silence, and every place is exact", arguments: sources)
  func nothingLost(_ source: SplitSource) throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<300 {
      let bytes = Self.mutated(source.bytes, &random)
      if bytes.starts(with: [0x1F, 0x8B]) { continue }
      if let problem = Self.problem(bytes, source.format) {
        Issue.record("\(problem), in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  @Test("gives the same in any pieces, and nothing that is no JSON", arguments: SplitSource.all)
  func pieces(_ source: SplitSource) throws {
    var random = SplitMix(seed: 23)
    let limits = FrameLimits(recordBytes: 200, excerptBytes: 50, quotedRowBytes: 80)
    let mapping = options(keepsUnknownFields: true)
    for round in 0..<200 {
      let bytes = Self.mutated(source.bytes, &random)
      let bounds = round.isMultiple(of: 2) ? FrameLimits() : limits
      let whole = try outcomes(of: [bytes], format: source.format, limits: bounds, options: mapping)
      var pieces: [[UInt8]] = []
      var start = 0
      while start < bytes.count {
        let end = min(start + Int.random(in: 1...30, using: &random), bytes.count)
        pieces.append(Array(bytes[start..<end]))
        start = end
      }
      let found = try outcomes(of: pieces, format: source.format, limits: bounds, options: mapping)
      guard found == whole else {
        Issue.record("\(found) in \(pieces.map(\.count)), \(whole) in one, in \(bytes)")
        return
      }
      for case .mapped(let json) in whole {
        #expect(!json.contains("\n"))
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
      }
    }
  }
}
