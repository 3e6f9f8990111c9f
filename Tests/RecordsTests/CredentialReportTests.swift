import Testing

@testable import Records

@Suite("A credential report")
struct CredentialReportTests {
  static let header = EventFieldCaseTests.credentialHeader
  static let ann = EventFieldCaseTests.ann

  /// A row of 22 cells, of which some are given by their column.
  static func row(_ cells: [String: String], header: String = header) -> String {
    header.split(separator: ",").map { cells[String($0)] ?? "N/A" }.joined(separator: ",")
  }

  static func columns(_ cells: [String: String]) throws -> [[String: Any]] {
    try outcomes(of: "\(header)\n\(row(cells))").map { try $0.columns() }
  }

  static let one = [
    "user": "ann", "arn": "arn:aws:iam::123456789012:user/ann", "access_key_1_last_rotated": "2020-01-01T00:00:00Z",
  ]

  @Test(
    "has a key where it has a rotation date",
    arguments: [
      ("2020-01-01T00:00:00+00:00", true), ("2020-01-01T00:00:00Z", true), ("N/A", false), ("", false),
      ("not_supported", false), ("no_information", false),
    ])
  func rotation(_ date: String, _ isThere: Bool) throws {
    let found = try outcomes(
      of: "\(Self.header)\n\(Self.row(Self.one.merging(["access_key_1_last_rotated": date]) { $1 }))")
    #expect(found.map(\.brief) == [isThere ? "ann" : "withoutKey"])
  }

  @Test(
    "knows the account in the ARN of every partition",
    arguments: [
      ("arn:aws:iam::123456789012:user/ann", "123456789012"),
      ("arn:aws-cn:iam::000000000001:user/a/b:c", "000000000001"),
      ("arn:aws-us-gov:iam::123456789012:root", "123456789012"), ("N/A", nil), ("x", nil), ("arn:aws:iam:", nil),
    ])
  func account(_ arn: String, _ account: String?) throws {
    #expect(try Self.columns(Self.one.merging(["arn": arn]) { $1 })[0]["AccountId"] as? String == account)
  }

  @Test("has the root user among its users, and no user without a key")
  func root() throws {
    let root = [
      "user": "<root_account>", "arn": "arn:aws:iam::123456789012:root", "access_key_2_last_rotated": "2020-01-01",
    ]
    let found = try outcomes(of: "\(Self.header)\n\(Self.row(root))\n\(Self.row(["user": "bob"]))\n\(Self.ann)")
    #expect(found.map(\.brief) == ["<root_account>", "withoutKey", "ann", "ann"])
    #expect(try found[0].columns()["KeySlot"] as? Int == 2)
  }

  @Test("may have a column more", arguments: ["additional_credentials_info", "x"])
  func more(_ name: String) throws {
    let header = Self.header + ",\(name)"
    let found = try outcomes(
      of: "\(header)\n\(Self.row(Self.one, header: header))", options: options(keepsUnknownFields: true))
    #expect(found.map(\.brief) == ["ann"])
    #expect(try found[0].columns()[name] == nil)
  }

  @Test("leaves out what it does not know")
  func absent() throws {
    let row = try Self.columns(
      Self.one.merging([
        "access_key_1_active": "true", "access_key_1_last_used_date": "no_information",
        "access_key_1_last_used_region": "not_supported", "access_key_1_last_used_service": "N/A",
      ]) { $1 })[0]
    #expect(
      row.keys.sorted() == [
        "AccountId", "CreateDate", "EventTime", "KeyAgeDays", "KeySlot", "RecordId", "RecordSource", "Status",
        "UserName",
      ])
    #expect(row["Status"] as? String == "Active")
  }

  @Test("numbers its keys, so that each has a place of its own")
  func numbers() throws {
    let bad = Self.row(["user": "eve", "access_key_1_last_rotated": "soon", "access_key_2_last_rotated": "2020-01-01"])
    let text = "\(Self.header)\n\(Self.ann)\n\(bad)\nshort,row\n\(Self.ann)"
    for text in [text, EventFieldCaseTests.answer([text]), EventFieldCaseTests.answer([text]) + "\n"] {
      let reader = RecordReader()
      reader.room().copyBytes(from: text.utf8)
      reader.added(text.utf8.count)
      reader.sourceEnded()
      var records: [Int] = []
      reading: while true {
        switch reader.next() {
        case .ended: break reading
        default: records.append(reader.position.record)
        }
      }
      #expect(records == Array(1...7))
      let found = try outcomes(of: text).map(\.isRejected)
      #expect(found == [false, false, true, false, true, false, false])
    }
  }

  @Test("that begins with a bad row is read once", arguments: ["", "\n", "\n\n"])
  func badFirst(_ end: String) throws {
    let text = EventFieldCaseTests.answer([Self.header, "short,row", Self.ann]) + end + report("bob")
    let found = try outcomes(of: text)
    #expect(found.map(\.isRejected) == [true, false, false, false])
    #expect(found.last?.brief == "bob")
  }

  @Test("has its rejects as rows, which can be mended under their header")
  func rejects() throws {
    let bad = Self.row(["user": "eve", "access_key_1_last_rotated": "soon"])
    let text = EventFieldCaseTests.answer([Self.header, bad])
    let reader = RecordReader()
    var mapper = RecordMapper(options())
    mapper.begin(source: "test", modified: noon)
    reader.room().copyBytes(from: text.utf8)
    reader.added(text.utf8.count)
    var writer = ByteWriter(capacity: 64)
    guard case .record = reader.next(), let reason = mapper.map(reader, into: &writer) else {
      Issue.record("no reject")
      return
    }
    #expect("\(reason)".hasPrefix("CreateDate \"soon\""))
    #expect(reader.content.text == bad)
    #expect(reader.csvHeader?.line == Self.header)
  }

  @Test(
    "in JSON is a reject where it is none",
    arguments: [
      (#"{"Content":"!!","GeneratedTime":"2026-11-25"}"#, "it is not Base64"),
      (#"{"Content":"YWJj","GeneratedTime":"2026-11-25"}"#, "it is no credential report"),
    ])
  func broken(_ text: String, _ detail: String) throws {
    #expect(try rejection(of: text) == .brokenInside(field: "Content", detail: detail))
  }

  @Test("of a key slot that there is not is a reject")
  func slot() throws {
    #expect(try rejection(of: #"{"loggedDate":"2026-11-22","user":"a","KeySlot":3}"#) == .notASlot(value: "3"))
  }
}
