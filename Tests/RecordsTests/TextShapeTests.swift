import Testing

@testable import Records

/// Field case f08: text that the service would store in another column, which outsiders could make use of.
@Suite("Text in the shape of another type")
struct TextShapeTests {
  static let guids = [
    "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E", "00000001-1111-4222-8333-444444444444",
    "{00000001-1111-4222-8333-444444444444}", "(00000001-1111-4222-8333-444444444444)",
    "{00000001111142228333444444444444}", " d41d8cd98f00b204e9800998ecf8427e ", "\td41d8cd98f00b204e9800998ecf8427e",
    "d41d-8cd98f00b204e9800998ecf8427e", "00000001-1111-4222-8333-4444-44444444",
  ]
  static let times = [
    "2026-11-22T13:14:15Z", "2026-11-22T13:14:15", "2026-11-22 13:14:15", "2026-11-22T13:14:15.123Z",
    "2026-11-22T13:14:15+01:00", "2026-11-22T13:14", "2026-11-22t13:14:15z", "9999-99-99T99:99:99Z",
    " 2026-11-22T13:14:15Z", "2026-11-22T13:14:15Z and more", "/Date(1795353255000)/", "/Date(1)/", " /Date(1)/",
  ]
  static let text = [
    "ann", "d41d8cd98f00b204e9800998ecf8427", "d41d8cd98f00b204e9800998ecf8427e0", "g41d8cd98f00b204e9800998ecf8427e",
    "2026-11-22", "Sun, 22 Nov 2026 13:14:15 GMT", "WKBTX9RDTR0E5710", "2026-11-22T", "20261122T131415Z",
    "id:d41d8cd98f00b204e9800998ecf8427e", "text:2026-11-22T13:14:15Z", "--------------------------------", "/Date",
    "urn:uuid:00000001-1111-4222-8333-444444444444",
  ]

  static func mapped(_ field: String, _ value: String) throws -> [String: Any] {
    let text = value.replacing("\t", with: "\\t")
    let others = field == "user" ? "" : #","user":"ann""#
    return try columns(
      of: #"{"loggedDate":"2026-11-22"\#(others),"\#(field)":"\#(text)"}"#,
      options: options(accessKeyIDs: .full, keepsUnknownFields: true))
  }

  static let fields = TextColumnTests.names + [("extra", "extra")]

  @Test("of a GUID gets id: before it, in every text column", arguments: fields, guids)
  func guid(_ names: (String, String), _ value: String) throws {
    #expect(try Self.mapped(names.0, value)[names.1] as? String == "id:\(value)")
  }

  @Test("of a date and time gets text: before it, in every text column", arguments: fields, times)
  func time(_ names: (String, String), _ value: String) throws {
    #expect(try Self.mapped(names.0, value)[names.1] as? String == "text:\(value)")
  }

  @Test("is not what the service takes for text", arguments: fields, text)
  func plain(_ names: (String, String), _ value: String) throws {
    #expect(try Self.mapped(names.0, value)[names.1] as? String == value)
  }

  @Test(
    "is kept out of the source's name as well",
    arguments: [
      (guids[0], "id:\(guids[0])"), (times[0], "text:\(times[0])"), ("s3://b/k", "s3://b/k"), ("a\"\\\n", "a\"\\\n"),
      ("", ""),
    ])
  func source(_ name: String, _ sent: String) throws {
    let reader = RecordReader()
    var mapper = AccessKeyReportMapper(options())
    mapper.begin(source: "another")
    mapper.begin(source: name)
    let bytes = Array(report("ann").utf8)
    reader.room().copyBytes(from: bytes)
    reader.added(bytes.count)
    _ = reader.next()
    var writer = ByteWriter(capacity: 64)
    #expect(mapper.map(reader, into: &writer) == nil)
    let columns = try Outcome.mapped(String(decoding: writer.bytes, as: UTF8.self)).columns()
    #expect(columns["RecordSource"] as? String == sent)
  }

  @Test("comes from no id of a record")
  func recordID() throws {
    for user in ["ann", "bob", "eve"] {
      let id = try columns(of: report(user))["RecordId"] as? String ?? ""
      #expect(id.wholeMatch(of: /r[a-z2-7]{26}/) != nil)
    }
  }
}
