import Testing

@testable import Records

@Suite("Absence")
struct AbsenceTests {
  static let optional = [
    "account_number", "AccessKeyId", "CreateDate", "LastUsedDate", "Region", "Status", "ServiceName",
  ]

  @Test(
    "is N/A, null, nothing and a field that is missing", arguments: optional, ["null", #""null""#, #""N/A""#, #""""#])
  func json(_ field: String, _ value: String) throws {
    let text = #"{"loggedDate":"2026-11-22","user":"ann","\#(field)":\#(value)}"#
    #expect(try mapped(text) == mapped(report("ann")))
  }

  @Test("is the same in CSV", arguments: optional, ["null", "N/A", "", "\"\"", "\"N/A\""])
  func csv(_ field: String, _ value: String) throws {
    #expect(try mapped("loggedDate,\(field),user\n2026-11-22,\(value),ann") == mapped(report("ann")))
  }

  @Test(
    "of a date is a reject", arguments: ["", #""loggedDate":null,"#, #""loggedDate":"N/A","#, #""loggedDate":"","#])
  func noDate(_ member: String) throws {
    #expect(try rejection(of: "{\(member)\"user\":\"ann\",\"CreateDate\":\"2026-11-22\"}") == .noTime)
  }

  @Test("of both user and key is a reject", arguments: ["", #","user":null"#, #","user":"N/A","AccessKeyId":"""#])
  func noIdentity(_ members: String) throws {
    #expect(try rejection(of: "{\"loggedDate\":\"2026-11-22\"\(members)}") == .noUserOrKey)
  }

  @Test("of one of them is none")
  func oneIdentity() throws {
    let columns = try columns(of: #"{"loggedDate":"2026-11-22","AccessKeyId":"AKIAEXAMPLE00000ANN1"}"#)
    #expect(columns["UserName"] == nil)
    #expect(columns["AccessKeyId"] as? String == "AKIA...ANN1")
    #expect(columns["RecordId"] as? String == "rxy7ezgazewshygaw5jpoo4lavj")
  }

  @Test("is not what only looks like it", arguments: ["n/a", "NULL", "None", " ", "-", "N/A ", "0", "false"])
  func present(_ value: String) throws {
    #expect(try columns(of: #"{"loggedDate":"2026-11-22","user":"\#(value)"}"#)["UserName"] as? String == value)
  }
}
