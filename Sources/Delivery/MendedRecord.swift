import Digest
import Foundation
import Records

/// One line of a reject file that is to be shipped.
struct MendedRecord {
  /// Why a line is none of a reject file, in words that hold nothing of it.
  struct Fault: Error {
    let words: String
  }

  enum Content {
    /// As a source has it, to be read and mapped.
    case input([UInt8], Continuation)
    /// As it is sent.
    case mapped([UInt8])
  }

  /// As it stands in the file.
  let line: Rejects.Line
  let position: SourcePosition
  let content: Content
  /// What a mapped record tells.
  let kind: RecordKind
  /// What a report was given that does not say it.
  let given: GivenParts

  /// Larger than any number that logship writes, and small enough to count on from there.
  private static let mostPlace = 1 << 53

  /// Reads a line.
  ///
  /// - Parameter text: Without its line feed.
  /// - Throws: Where it is no line of a reject file.
  init(_ text: [UInt8]) throws(Fault) {
    line = try MendedRecord.decode(text)
    let place = line.position
    guard 1...MendedRecord.mostPlace ~= place.record, 1...MendedRecord.mostPlace ~= place.line,
      0...MendedRecord.mostPlace ~= place.byte
    else { throw Fault(words: "its position is none") }
    position = SourcePosition(record: place.record, line: place.line, byteOffset: place.byte)
    guard let kind = line.kind.map({ RecordKind(rawValue: $0) }) ?? .report else {
      throw Fault(words: "its kind is none of \(RecordKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.kind = kind
    given = try MendedRecord.given(line)
    switch line.form {
    case "input":
      guard
        let continuation = Continuation(ofRecordAt: position, header: line.header, separator: line.separator)
      else { throw Fault(words: "its header names no column of a report, or its separator is not the header's") }
      content = .input(try MendedRecord.bytes(line), continuation)
    case "mapped":
      guard let record = line.record else { throw Fault(words: "it has no record") }
      content = .mapped(Array(record.utf8))
    default: throw Fault(words: "its form is neither input nor mapped")
    }
  }

  private static func given(_ line: Rejects.Line) throws(Fault) -> GivenParts {
    let time = line.asOf.flatMap { Timestamp($0) }
    guard (time != nil) == (line.asOf != nil) else { throw Fault(words: "its asOf is no time") }
    if let account = line.account, !MappingOptions.isAccount(account) {
      throw Fault(words: "its account is not at most twelve digits")
    }
    return GivenParts(account: line.account, time: time)
  }

  /// A record in text goes before one in Base64: logship never writes both, so the text is what a person put there.
  private static func bytes(_ line: Rejects.Line) throws(Fault) -> [UInt8] {
    if let record = line.record { return Array(record.utf8) }
    guard let text = line.recordBase64 else { throw Fault(words: "it has neither record nor recordBase64") }
    guard let bytes = Base64.decode(text) else { throw Fault(words: "its recordBase64 is not Base64") }
    return bytes
  }

  private static func decode(_ text: [UInt8]) throws(Fault) -> Rejects.Line {
    do {
      return try JSONDecoder().decode(Rejects.Line.self, from: Data(text))
    } catch DecodingError.keyNotFound(let name, _) {
      throw Fault(words: "it has no \(name.stringValue)")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw Fault(words: name.isEmpty ? "it is no JSON object" : "its \(name) is of another type")
    } catch {
      throw Fault(words: "it is no JSON")
    }
  }
}
