import Foundation
import Testing

@testable import Records

@Suite("CloudTrail's records, against an independent reading")
struct CloudTrailReferenceTests {
  let reference: CloudTrailReference

  init() throws {
    reference = try CloudTrailReference.made.get()
  }

  /// One object that holds all records, in each form that it comes in.
  static let forms: [(name: String, write: @Sendable ([String]) throws -> [UInt8])] = [
    ("Records", { Array(#"{"Records":[\#($0.joined(separator: ","))]}"#.utf8) }),
    ("Records, packed", { gzip(#"{"Records":[\#($0.joined(separator: ","))]}"#) }),
    (
      "Records, between others",
      { Array(#"{"a":{"Records":1},"b":"[","Records" : [ \#($0.joined(separator: " ,\n")) ] ,"c":[{}]}"#.utf8) }
    ),
    ("an array", { Array("[\($0.joined(separator: ",\n"))]".utf8) }),
    ("NDJSON", { Array($0.map { "\($0)\n" }.joined().utf8) }),
    ("joined", { Array($0.joined().utf8) }),
    ("an object of Records for each", { Array($0.map { #"{"Records":[\#($0)]}"# }.joined(separator: "\n").utf8) }),
    ("printed", { try printed(#"{"Records":[\#($0.joined(separator: ","))]}"#) }),
  ]

  /// As `jq` and others print it, in the order that it has.
  static func printed(_ text: String) throws -> [UInt8] {
    var lines: [UInt8] = []
    var isString = false, isEscaped = false
    for byte in text.utf8 {
      lines.append(byte)
      if isString {
        if byte == ASCII.quote, !isEscaped { isString = false }
        isEscaped = byte == ASCII.backslash && !isEscaped
      } else if byte == ASCII.quote {
        isString = true
      } else if byte == ASCII.comma || byte == ASCII.openBrace || byte == ASCII.openBracket {
        lines += Array("\n  ".utf8)
      } else if byte == ASCII.colon {
        lines.append(ASCII.space)
      }
    }
    return lines
  }

  @Test("are more than three hundred, of every kind of principal")
  func corpus() {
    #expect(reference.records.count >= 300)
    for type in [
      "Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "Directory", "AWSAccount", "AWSService",
      "IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Unknown",
    ] {
      #expect(reference.mapped.contains { $0.mapped?.contains(#""PrincipalType":"\#(type)""#) == true }, "\(type)")
    }
    #expect(reference.mapped.contains { $0.mapped?.contains("PrincipalType") == false })
  }

  @Test("become the columns that Python finds", arguments: forms.indices)
  func columns(_ form: Int) throws {
    let bytes = try Self.forms[form].write(reference.records.map(\.text))
    let found = try outcomes(of: [bytes], options: eventOptions())
    try #require(found.count == reference.records.count)
    for (found, expected) in zip(found, reference.records) { compare(found, expected) }
  }

  private func compare(_ found: Outcome, _ expected: CloudTrailReference.Record) {
    switch found {
    case .mapped(let line): #expect(line == expected.mapped, "\(expected.text)")
    case .skipped(let reason, _): #expect(reason.rawValue == expected.skipped, "\(expected.text)")
    case .rejected(let reason, _, _):
      #expect(reason.description.contains(expected.rejected ?? "?"), "\(reason): \(expected.text)")
    case .repeatedHeader: Issue.record("a header")
    }
  }

  @Test("of long-term keys alone are read where nothing else is asked for")
  func longTerm() throws {
    let bytes = try Self.forms[0].write(reference.records.map(\.text))
    let found = try outcomes(of: [bytes], options: options())
    try #require(found.count == reference.records.count)
    for (found, expected) in zip(found, reference.records) {
      if expected.isLongTerm == false {
        guard case .skipped(.temporaryKeys, _) = found else {
          Issue.record("\(found): \(expected.text)")
          continue
        }
      } else {
        compare(found, expected)
      }
    }
  }

  @Test("keep what is asked for as text")
  func kept() throws {
    let bytes = try Self.forms[0].write(reference.mapped.map(\.text))
    let found = try outcomes(of: [bytes], options: eventOptions(keep: CloudTrailReference.keep))
    #expect(found.map(\.description) == reference.mapped.compactMap(\.kept))
  }

  @Test("are counted by the hour as Python counts them", arguments: [0, 2, 4])
  func usage(_ form: Int) throws {
    let bytes = try Self.forms[form].write(reference.mapped.map(\.text))
    let found = try outcomes(
      of: [bytes], options: eventOptions(rollup: .init(seconds: 3600, maxGroups: 10_000)))
    #expect(found.map(\.description) == reference.usage)
  }

  @Test("are the same in pieces of any size", arguments: [1, 7, 64, 1000, 4096, 65_521])
  func pieces(_ size: Int) throws {
    let bytes = try Self.forms[0].write(reference.records.prefix(size == 1 ? 40 : 500).map(\.text))
    let whole = try outcomes(of: [bytes], options: eventOptions())
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    #expect(try outcomes(of: pieces, options: eventOptions()) == whole)
  }
}
