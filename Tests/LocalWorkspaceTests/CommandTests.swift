import Foundation
import Support
import Testing

@Suite struct CommandTests {
  private static let workspaceID = "5ce893d9-0000-4000-8000-000000000001"

  private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (
    status: Int32, stdout: String, stderr: String
  ) {
    try BuiltBinary.run(arguments, name: "logship-workspace", environment: environment)
  }

  @Test func itPrintsALineForEachRequestAndASummary() throws {
    let workspace = try LocalWorkspaceProcess(["--fault", "requests=2: 503", "--fault", "requests=3: reset"])
    _ = try workspace.send(#"{"body": "[{\"A\":1},{\"A\":2}]"}"#, "{}", "{}", #"{"body": "{\"A\":\"x\"}"}"#)
    #expect(try workspace.stop() == 0)
    #expect(
      workspace.output == [
        "listening on \(workspace.endpoint)",
        "#1 POST Test_Log, 17 bytes, 2 records: 200",
        "#2 POST Test_Log, 21 bytes, 0 records: 503 ServiceUnavailable (fault 503)",
        "#3 POST Test_Log, 21 bytes, 0 records: reset (fault reset)",
        "type change in Test_Log: a value of A did not fit A_d, made A_s",
        "#4 POST Test_Log, 9 bytes, 1 records: 200",
        "requests: 4", "records in Test_Log: 3", "fault 503: 1", "fault reset: 1", "type changes: 1",
      ])
  }

  @Test func quietPrintsNoLineForARequest() throws {
    let workspace = try LocalWorkspaceProcess(["--quiet"])
    _ = try workspace.send("{}")
    try workspace.stop()
    #expect(workspace.output.filter { $0.hasPrefix("#") }.isEmpty)
    #expect(workspace.output.contains("requests: 1"))
  }

  @Test func thePortFileHoldsThePort() throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/port"
    let workspace = try LocalWorkspaceProcess(["--port-file", file])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "\(workspace.port)\n")
  }

  @Test func storedRecordsAreShownAsATable() throws {
    let workspace = try LocalWorkspaceProcess()
    _ = try workspace.send(
      #"{"body": "[{\"User\":\"ann\",\"Days\":3,\"On\":true},{\"User\":\"bartholomew\",\"Days\":12},{\"Days\":1}]"}"#)
    let all = try run(["show", "--database", workspace.database, "--limit", "2"])
    #expect(
      all.stdout == """
        Test_Log_CL
        User_s       Days_d  On_b
        -----------  ------  ----
        ann          3       true
        bartholomew  12


        """)
    let some = try run(["show", "--database", workspace.database, "--columns", "Days,User_s", "--log-type", "Test_Log"])
    #expect(
      some.stdout == """
        Test_Log_CL
        Days_d  User_s
        ------  -----------
        3       ann
        12      bartholomew
        1


        """)
  }

  @Test func theBeginningOfANameIsNoColumn() throws {
    let workspace = try LocalWorkspaceProcess()
    _ = try workspace.send(#"{"body": "[{\"Computer\":\"build-7\"}]"}"#)
    for (column, isShown) in [("Computer", true), ("Comput", false)] {
      let shown = try run(["show", "--database", workspace.database, "--columns", column])
      #expect(shown.stdout.contains("build-7") == isShown, "\(shown.stdout)")
    }
  }

  @Test(arguments: ["\\u001b[31m", "\\u009b31m", "\\u0085", "\\u202e", "\\u2028"])
  func aStoredValueDoesNotSteerTheTerminal(_ escaped: String) throws {
    let workspace = try LocalWorkspaceProcess()
    let body = try String(decoding: JSONEncoder().encode(["body": "[{\"User\":\"x\(escaped)y\"}]"]), as: UTF8.self)
    _ = try workspace.send(body)
    let shown = try run(["show", "--database", workspace.database]).stdout
    #expect(shown.hasPrefix("Test_Log_CL\nUser_s\n"))
    #expect(shown.split(separator: "\n").last?.hasPrefix("x?") == true, "\(shown.debugDescription)")
  }

  @Test func keysAreShownByAgeBesideTheirEvents() throws {
    let workspace = try LocalWorkspaceProcess()
    func report(_ user: String, _ more: String, age: Int, day: Int = 24) -> String {
      #"{\"AccountId\":\"1\",\"UserName\":\"\#(user)\",\#(more),\"Status\":\"Active\","#
        + #"\"KeyAgeDays\":\#(age),\"EventTime\":\"2026-11-\#(day)T00:00:00Z\"}"#
    }
    func use(_ name: String, _ address: String, _ more: String = "") -> String {
      #"{\"AccountId\":\"1\",\"AccessKeyId\":\"AKIA...AAAA\",\"EventName\":\"\#(name)\","#
        + #"\"SourceIP\":\"\#(address)\",\"EventTime\":\"2026-11-24T01:00:00Z\"\#(more)}"#
    }
    let a = #"\"AccessKeyId\":\"AKIA...AAAA\""#, b = #"\"AccessKeyId\":\"AKIA...BBBB\",\"DaysSinceLastUse\":3"#
    let reports = [
      report("ann", a, age: 9, day: 23), report("ann", a, age: 10), report("bo", b, age: 400),
      report("cy", #"\"KeySlot\":2"#, age: 30),
    ]
    let uses = [
      use("Get", "192.0.2.1"), use("Get", "192.0.2.2"),
      use("Put", "192.0.2.1", #",\"Uses\":5,\"LastUse\":\"2026-11-24T01:30:00Z\""#),
    ]
    for records in [reports, uses] { _ = try workspace.send(#"{"body": "[\#(records.joined(separator: ","))]"}"#) }
    let shown = try run(["keys", "--database", workspace.database])
    #expect(
      shown.stdout == """
        Account  User  Key          Status  AgeDays  IdleDays  Events  Calls  Addresses  LastEvent
        -------  ----  -----------  ------  -------  --------  ------  -----  ---------  --------------------
        1        bo    AKIA...BBBB  Active  400      3
        1        cy    slot 2       Active  30
        1        ann   AKIA...AAAA  Active  10                 7       2      2          2026-11-24T01:30:00Z


        """, "\(shown.stderr)")
    #expect(try run(["keys", "--database", workspace.database, "--limit", "1"]).stdout.contains("ann") == false)
  }

  @Test func whatIsStoredIsCounted() throws {
    let workspace = try LocalWorkspaceProcess(["--fault", "requests=2: 503"])
    let body = #"{"body": "[{\"RecordId\":\"r1\"},{\"RecordId\":\"r2\"}]"}"#
    _ = try workspace.send(body, body, body)
    let counted = try run(["count", "--database", workspace.database])
    let counts = try JSONDecoder().decode(JSONValue.self, from: Data(counted.stdout.utf8))
    #expect(
      counts
        == .object([
          "records": 4, "distinctRecordIds": 2, "requests": 3, "accepted": 2, "faults": 1, "typeChanges": 0,
          "cutValues": 0, "droppedValues": 0, "objects": 0, "tables": .object(["Test_Log": 4]),
        ]))
  }

  @Test(arguments: [
    (["--fault", "requests=1: nonsense"], "\"nonsense\" is no fault"),
    (["--fault-rate", "rate=7: 503"], "\"rate=7\""),
    (["--workspace-id", "nonsense"], "is not a GUID"),
    (["--key-file", "/nonexistent"], "cannot read --key-file /nonexistent"),
    (["--oversized", "500"], "500"),
    ([], "no workspace key"),
  ])
  func aBadCommandLineEndsWith64(_ arguments: [String], _ expected: String) throws {
    let folder = try TemporaryFolder()
    let required = ["--database", "\(folder.path)/x.sqlite"]
    let identity = arguments.contains("--workspace-id") ? [] : ["--workspace-id", Self.workspaceID]
    let result = try run(required + identity + arguments)
    #expect(result.status == 64)
    #expect(result.stderr.contains(expected), "\(result.stderr)")
  }

  @Test(arguments: [
    (["--database", "/nonexistent/x.sqlite"], 74, "cannot open the database /nonexistent/x.sqlite"),
    (["--database", "FOLDER/x.sqlite", "--port-file", "/nonexistent/port"], 74, "cannot write --port-file"),
    (["--database", "FOLDER/x.sqlite", "--port", "PORT"], 69, "cannot listen on 127.0.0.1:"),
  ])
  func whatKeepsItFromStartingIsNamed(_ arguments: [String], _ status: Int32, _ expected: String) throws {
    let folder = try TemporaryFolder()
    let taken = try LocalWorkspaceProcess()
    let filled = arguments.map {
      $0.replacingOccurrences(of: "FOLDER", with: folder.path).replacingOccurrences(of: "PORT", with: "\(taken.port)")
    }
    let result = try run(filled + ["--workspace-id", Self.workspaceID, "--key-file", taken.keyFile])
    #expect(result.status == status)
    #expect(result.stderr.contains(expected), "\(result.stderr)")
  }

  @Test func aKeyThatIsNoBase64IsNotRepeated() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      ["--database", "\(folder.path)/x.sqlite", "--workspace-id", Self.workspaceID],
      environment: ["LOGSHIP_WORKSPACE_KEY": "s3cret!"])
    #expect(result.status == 64)
    #expect(result.stderr.contains("LOGSHIP_WORKSPACE_KEY does not hold Base64"))
    #expect(!result.stderr.contains("s3cret"))
  }

  @Test func aDatabaseThatDoesNotExistIsNotMade() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/none.sqlite"
    #expect(try run(["count", "--database", path]).status == 64)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
