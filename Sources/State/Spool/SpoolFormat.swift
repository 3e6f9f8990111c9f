import Digest
import Foundation

/// The form of a spool file: a line with the form's number and a SHA-256 of all that follows it, a line of JSON, the
/// body.
///
///     logship-spool 1 9f86d081…
///     {"bytes":…,"created":…,"destination":"dataCollector/…","details":{…},"records":…,"sources":"…"}
///     [{…},{…}]
enum SpoolFormat {
  /// Why bytes are not a spool file.
  struct Damage: Error {
    let reason: String

    init(_ reason: String) {
      self.reason = reason
    }
  }

  /// More than a header of the largest batch needs.
  static let mostHeaderBytes = 16 << 20
  private static let begin = "logship-spool "
  private static let version = "1"
  private static let firstLineBytes = begin.utf8.count + version.utf8.count + 1 + SHA256.byteCount * 2 + 1

  private struct Line: Codable {
    var bytes: Int
    var created: Int
    var destination: String
    var details: [String: String]
    var records: Int
    var sources: String

    var header: SpoolHeader {
      SpoolHeader(
        destination: destination, records: records, details: details, sources: sources, created: created)
    }
  }

  /// The two lines before a body.
  static func lines(_ header: SpoolHeader, body: UnsafeRawBufferPointer) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = Line(
      bytes: body.count, created: header.created, destination: header.destination, details: header.details,
      records: header.records, sources: header.sources)
    let json = [UInt8](try encoder.encode(line)) + [UInt8(ascii: "\n")]
    var hash = IncrementalSHA256()
    json.withUnsafeBytes { hash.update($0) }
    hash.update(body)
    return Array("\(begin)\(version) \(Hex.encode(hash.finish()))\n".utf8) + json
  }

  /// Reads a whole file.
  ///
  /// - Throws: `Damage` where it is not what was written.
  static func decode(_ file: [UInt8], bodyLimit: Int) throws -> SpooledBatch {
    guard file.count > firstLineBytes else { throw Damage("it ends within its first line") }
    let first = String(decoding: file[..<firstLineBytes], as: UTF8.self)
    guard first.hasPrefix("\(begin)\(version) "), first.hasSuffix("\n") else {
      throw Damage("it does not begin as a spool file of this version")
    }
    let sum = first.dropFirst(begin.count + version.count + 1).dropLast()
    let rest = file[firstLineBytes...]
    let actual = rest.withUnsafeBytes { Hex.encode(SHA256.hash($0)) }
    guard sum == actual else { throw Damage("its checksum does not fit") }
    guard let (line, bodyStart) = line(after: firstLineBytes, in: file) else {
      throw Damage("its header cannot be read")
    }
    let body = file[bodyStart...]
    guard body.count == line.bytes, line.records >= 0 else { throw Damage("its body has not the length it tells") }
    guard body.count <= bodyLimit else { throw Damage("its body of \(body.count) bytes is over \(bodyLimit) bytes") }
    return SpooledBatch(header: line.header, body: body)
  }

  /// The header at the beginning of a file, without a look at the checksum; nil where there is none, or not all of it.
  static func header(_ beginning: [UInt8]) -> SpoolHeader? {
    line(after: firstLineBytes, in: beginning)?.line.header
  }

  private static func line(after offset: Int, in file: [UInt8]) -> (line: Line, bodyStart: Int)? {
    guard file.count > offset, let end = file[offset...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(file[offset..<end])) else { return nil }
    return (line, end + 1)
  }
}
