import Digest
import Testing

@testable import Records

/// All literals come from Fixtures/record_ids.py; users' tables hold such ids for years.
@Suite("The id of a record")
struct RecordIDTests {
  static let members: [(name: String, value: String, without: String)] = [
    ("loggedDate", "2026-11-22", ""), ("user", "ann", "rr4qfgqghglemhwfcxlr5oe4qa3"),
    ("account_number", "000123456789", "rzyxezxtzazxkgjvbddlbnklgam"),
    ("AccessKeyId", "AKIAEXAMPLE00000ANN1", "r7mt3eikdgbgpewxxvtkuozoqze"),
    ("CreateDate", "2025-06-25T21:52:43", "rij3jm4nwbomoqqk6vkmtuazm42"),
    ("LastUsedDate", "2026-11-21T22:01:00Z", "rs4d2yimlr6qbiewbnwzyn2v4ev"),
    ("Region", "eu-west-1", "rjvsbagujeab6ffrxfflallc3ea"), ("Status", "Active", "rlyadxpc4ro6ocfupm7plg25fmw"),
    ("ServiceName", "s3", "r25awddw7iwnwopindd2cxmhc2y"),
  ]
  static let full = "rwj3xbhi4iflfy3yeeld2xmfadz"

  static func json(_ changes: [String: String] = [:], without: String = "") -> String {
    let members = members.filter { $0.name != without }.map { #""\#($0.name)":"\#(changes[$0.name] ?? $0.value)""# }
    return "{\(members.joined(separator: ","))}"
  }

  static func id(_ text: String, options mapping: MappingOptions = options()) throws -> String? {
    try columns(of: text, options: mapping)["RecordId"] as? String
  }

  @Test("is the one that Python computes")
  func vector() throws {
    #expect(try Self.id(Self.json()) == Self.full)
  }

  @Test("is another one without any of the fields", arguments: members.dropFirst().map { ($0.name, $0.without) })
  func without(_ name: String, _ id: String) throws {
    #expect(try Self.id(Self.json(without: name)) == id)
    #expect(try Self.id(Self.json([name: "N/A"])) == id)
  }

  @Test("tells the two keys of a user apart where their ids are not known")
  func slots() throws {
    #expect(try Self.id(Self.json().dropLast().description + #","KeySlot":1}"#) == "rzgmfi5aasfdykgmk2ykgym3giz")
    #expect(try Self.id(Self.json().dropLast().description + #","KeySlot":"2"}"#) == "rvujkedptkske3epuzr2na7figt")
    let text = EventFieldCaseTests.answer([EventFieldCaseTests.credentialHeader, EventFieldCaseTests.ann])
    let rows = try outcomes(of: text).map { try $0.columns() }
    #expect(rows.last?["RecordId"] as? String == "rv6tfye5oqy6i6qmzlvdqynipdf")
  }

  @Test(
    "is another one where any field differs",
    arguments: [
      ("loggedDate", "2026-11-23"), ("loggedDate", "2026-11-22T00:00:01"), ("user", "Ann"), ("user", "ann "),
      ("account_number", "000123456780"), ("AccessKeyId", "AKIAEXAMPLE00000ANN2"), ("AccessKeyId", "AKIA...ANN1"),
      ("CreateDate", "2025-06-25T21:52:44"), ("LastUsedDate", "2026-11-21T22:01:01Z"), ("Region", "eu-west-2"),
      ("Status", "Inactive"), ("ServiceName", "sts"),
    ])
  func differs(_ name: String, _ value: String) throws {
    let id = try Self.id(Self.json([name: value]))
    #expect(id != nil)
    #expect(id != Self.full)
  }

  @Test(
    "is the same in every form of its dates and account",
    arguments: [
      ("loggedDate", "2026-11-22T00:00:00Z"), ("loggedDate", "2026-11-22 00:00:00"),
      ("loggedDate", "11-22-2026 00:00:00"),
      ("loggedDate", "2026-11-22T01:00:00.5+0100"), ("CreateDate", "06-25-2025 21:52:43"),
      ("CreateDate", "2025-06-25T21:52:43.999Z"), ("CreateDate", "2025-06-25 19:52:43-02:00"),
      ("LastUsedDate", "11-21-2026 22:01:00"), ("account_number", "123456789"), ("account_number", "0123456789"),
      ("user", #"\u0061nn"#),
    ])
  func sameForm(_ name: String, _ value: String) throws {
    #expect(try Self.id(Self.json([name: value])) == Self.full)
  }

  @Test("is the same from CSV, in any order of columns and with any others")
  func csv() throws {
    let names = Self.members.map(\.name), values = Self.members.map(\.value)
    for separator in [",", ";", "\t"] {
      let rows = [names, values].map { $0.joined(separator: separator) }
      #expect(try Self.id(rows.joined(separator: "\r\n")) == Self.full)
      let reversed = [names + ["x"], values + ["y"]].map { $0.reversed().joined(separator: separator) }
      #expect(try Self.id(reversed.joined(separator: "\n")) == Self.full)
    }
  }

  @Test("is the same under every setting")
  func settings() throws {
    let plans: [ColumnPlan.Changes] = [
      .init(preset: .original), .init(rename: ["UserName": "Who"], drop: ["AccountId"], add: [("a", "1")]),
    ]
    for plan in plans { #expect(try Self.id(Self.json(), options: options(columns: plan)) == Self.full) }
    for mode in [AccessKeyIDs.masked, .full, .hashed(Secret("not a real secret"))] {
      #expect(try Self.id(Self.json(), options: options(accessKeyIDs: mode)) == Self.full)
    }
    #expect(try Self.id(Self.json(), options: options(fieldBytes: 4)) == Self.full)
    let unknown = Self.json().dropLast() + #","x":[1]}"#
    #expect(try Self.id(String(unknown), options: options(keepsUnknownFields: true)) == Self.full)
  }

  @Test("of a masked key is another one than that of the key")
  func masked() throws {
    #expect(try Self.id(Self.json(["AccessKeyId": "AKIA...ANN1"])) == "rc6lmubd5achqiwlnqjehz4ms6o")
  }

  @Test(
    "is over the text itself, not over how it is written or sent",
    arguments: [
      (#"Zo\u00eb \ud83d\udd11\u2028\n\""#, "rh43xn7hv5niv23e4tvcubvx2l4"),
      ("Zoë 🔑\u{2028}\\n\\\"", "rh43xn7hv5niv23e4tvcubvx2l4"),
      ("d41d8cd98f00b204e9800998ecf8427e", "rvbvrypoq5yveqis7ymfm4ryvin"),
    ])
  func text(_ user: String, _ id: String) throws {
    #expect(try Self.id(report(user)) == id)
  }

  @Test("keeps two fields apart where their texts would run together")
  func boundaries() throws {
    let first = try Self.id(#"{"loggedDate":"2026-11-22","user":"ann","Status":"x\nLastUsedRegion:1:y"}"#)
    let second = try Self.id(#"{"loggedDate":"2026-11-22","user":"ann","Status":"x","Region":"y"}"#)
    #expect(first != second)
  }
}
