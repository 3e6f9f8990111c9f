import Foundation
import Support
import Testing

/// Faults that users of other programs met, as a user of this one would try them.
@Suite("Field cases")
struct FieldCaseTests {
  @Test("f01: the CSV that the 2019 exporter wrote under a .json name")
  func exporterCSV() throws {
    let scene = try Scene()
    let header = "loggedDate,user,account_number,AccessKeyId,CreateDate,LastUsedDate,Region,Status,ServiceName"
    let file = try scene.folder.write(
      "exports/2019-06-25.json",
      text: [
        header, "2019-06-25,ann,123456789012,AKIA...ANN1,06-25-2019 21:52:43,06-25-2019 22:01:00,eu-west-1,Active,s3",
        "2019-06-25,ann,123456789012,AKIA...ANN2,25-06-2019 21:52:43,06-25-2019 22:01:00,eu-west-1,Active,s3", "",
      ].joined(separator: "\r\n"))
    let run = try scene.ship(file)
    #expect(run.status == 65)
    #expect(try scene.stored("CreateDate_t") == ["2019-06-25T21:52:43Z"])
    #expect(try scene.stored("EventTime_t") == ["2019-06-25T00:00:00Z"])
    #expect(try scene.stored("AccessKeyId_s") == ["AKIA...ANN1"])
    #expect(try scene.rejects()[0]["reason"]?.string?.hasPrefix("CreateDate \"25-06-2019 21:52:43\"") == true)
  }

  @Test("f05: dates are the same on a host in any time zone")
  func timeZone() throws {
    let scene = try Scene()
    let text =
      #"{"loggedDate":"2026-11-22","user":"ann","CreateDate":"2019-06-25T21:52:43","LastUsedDate":"2026-11-22T23:59:59"}"#
    let outputs = try ["UTC", "Pacific/Kiritimati", "America/St_Johns"].map { zone in
      try scene.ship("-", "--to", "-", "--summary", "none", stdin: Data(text.utf8), environment: ["TZ": zone]).output
    }
    #expect(Set(outputs).count == 1)
    #expect(outputs[0].contains(#""EventTime":"2026-11-22T00:00:00Z""#))
    let record = try JSONDecoder().decode([String: JSONValue].self, from: Data(outputs[0].utf8))
    for column in ["EventTime", "CreateDate", "LastUsedDate"] { #expect(record[column]?.string?.last == "Z") }
  }

  @Test("f08: text that looks like a GUID stays text")
  func guid() throws {
    let scene = try Scene()
    let users = ["d41d8cd98f00b204e9800998ecf8427e", "00000001-1111-4222-8333-444444444444", "2026-11-22T10:00:00Z"]
    #expect(try scene.ship("-", stdin: Data(users.map { report($0) }.joined().utf8)).status == 0)
    #expect(try scene.stored("UserName_s") == ["id:\(users[0])", "id:\(users[1])", "text:\(users[2])"])
    for record in try scene.workspace.records() {
      #expect(!record.keys.contains { $0.hasSuffix("_g") })
    }
    let changes = try SQLiteFile.rows(scene.workspace.database, "SELECT * FROM type_changes")
    #expect(changes.isEmpty)
  }

  @Test(
    "f17: JSON that is not one value a line",
    arguments: [
      (report("a") + report("b"), 0), ("[\(report("a"))][\(report("b"))]", 0),
      (
        "{\n  \"loggedDate\": \"2026-11-24\",\n  \"user\": \"a\"\n}{\n  \"loggedDate\":\n\"2026-11-24\", \"user\": \"b\"}",
        0
      ),
      ("\(report("a")),\n\(report("b")),\n", 65),
    ] as [(String, Int32)])
  func sequences(text: String, status: Int32) throws {
    let scene = try Scene()
    #expect(try scene.ship("-", stdin: Data(text.utf8)).status == status)
    #expect(try scene.stored("UserName_s") == ["a", "b"])
  }
}
