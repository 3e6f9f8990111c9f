import Records
import Testing

@testable import logship

private let id = "01234567-89ab-cdef-0123-456789abcdef"

@Suite struct ResolutionTests {
  @Test func `Without anything given the documented defaults hold`() throws {
    let settings = try Fixture().resolve()
    #expect(settings.source == .init(paths: [], lookback: .seconds(172_800), include: [], exclude: []))
    #expect(settings.format == .auto)
    #expect(settings.accessKeyIDs == .masked)
    #expect(settings.columns == .init(rename: [], drop: [], add: [], unknown: .drop, keep: [], preset: .standard))
    #expect(settings.destination.dataCollector.tables.report == "AWS_Access_Key_Report")
    #expect(settings.destination.dataCollector.cloud == .public)
    #expect(settings.destination.dataCollector.workspaceID == nil)
    #expect(settings.batch == .init(maxBytes: 8_000_000, maxInFlight: 4, maxAge: .seconds(5)))
    #expect(settings.retry == .init(budget: .seconds(600), maxBackoff: .seconds(30)))
    #expect(settings.timeouts == .init(connect: .seconds(10), stall: .seconds(60)))
    #expect(settings.aws == .init(region: nil, profile: nil, endpoint: nil, allowPlainHTTP: false))
    #expect(settings.shutdown.grace == .seconds(30))
    #expect(settings.ledger.keep == .seconds(34_560_000))
    #expect(settings.spool.maxBytes == 10_000_000_000)
    #expect(settings.rejects == .init(maxBytes: 1_000_000_000, keep: .seconds(7_776_000)))
    #expect(settings.log == .init(level: .info, format: .text))
  }

  @Test(arguments: [
    (#""A""#, ["A", "AWS_Access_Key_Event", "AWS_Access_Key_Usage"]),
    (#"{"report": "A", "usage": "C"}"#, ["A", "AWS_Access_Key_Event", "C"]),
    (#"{"event": "B"}"#, ["AWS_Access_Key_Report", "B", "AWS_Access_Key_Usage"]),
    (#"{"report": null, "event": "B"}"#, ["AWS_Access_Key_Report", "B", "AWS_Access_Key_Usage"]),
  ]) func `A log type as a text names the reports' table alone, an object names each`(
    given: String, tables: [String]
  ) throws {
    let collector = try Fixture().resolve(#"{"destination": {"dataCollector": {"logType": \#(given)}}}"#).destination
      .dataCollector
    #expect(RecordKind.allCases.map { collector.tables[$0] } == tables)
  }

  @Test func `A file gives every kind of value`() throws {
    let settings = try Fixture().resolve(
      """
      {
        "source": {"paths": ["a", "s3://bucket/c"], "include": ["*.json"], "lookback": "5d"}, "format": "csv",
        "columns": {"rename": {"UserName": "User", "Status": "State"}, "drop": ["KeySlot"], "add": {"Environment": "prod"}},
        "destination": {"dataCollector": {"workspaceId": "\(id)", "cloud": "usGovernment",
          "endpoint": "http://127.0.0.1:8080", "resourceId": "/subscriptions/x"}},
        "aws": {"region": "eu-west-1", "endpoint": "http://minio:9000", "allowPlainHTTP": true},
        "batch": {"maxBytes": "1MB", "maxAge": "500ms"}, "log": {"level": "debug"},
        "ledger": {"keep": "800d"}, "spool": {"maxBytes": "2GB"}, "rejects": {"keep": "36h"}, "shutdown": {"grace": "0s"}
      }
      """)
    #expect(
      settings.source
        == .init(paths: ["a", "s3://bucket/c"], lookback: .seconds(432_000), include: ["*.json"], exclude: []))
    #expect(settings.format == .csv)
    #expect(
      settings.columns.rename == [.init(name: "UserName", text: "User"), .init(name: "Status", text: "State")])
    #expect(settings.columns.drop == ["KeySlot"])
    #expect(settings.columns.add == [.init(name: "Environment", text: "prod")])
    #expect(settings.destination.dataCollector.workspaceID == id)
    #expect(settings.destination.dataCollector.cloud == .usGovernment)
    #expect(settings.destination.dataCollector.endpoint == "http://127.0.0.1:8080")
    #expect(settings.destination.dataCollector.resourceID == "/subscriptions/x")
    #expect(
      settings.aws == .init(region: "eu-west-1", profile: nil, endpoint: "http://minio:9000", allowPlainHTTP: true))
    #expect(settings.batch == .init(maxBytes: 1_000_000, maxInFlight: 4, maxAge: .milliseconds(500)))
    #expect(settings.log.level == .debug)
    #expect(settings.ledger.keep == .seconds(69_120_000) && settings.spool.maxBytes == 2_000_000_000)
    #expect(settings.rejects.keep == .seconds(129_600) && settings.shutdown.grace == .zero)
  }

  @Test func `Flags are stronger than variables, and those than the file`() throws {
    let json = #"{"batch": {"maxBytes": 1000, "maxInFlight": 1}, "retry": {"budget": "1s"}}"#
    let fixture = try Fixture(environment: ["LOGSHIP_BATCH_MAX_BYTES": "2000", "LOGSHIP_BATCH_MAX_IN_FLIGHT": "2"])
    let settings = try fixture.resolve(json, flags: ["--batch-max-bytes", "3000"])
    #expect(settings.batch.maxBytes == 3000)
    #expect(settings.batch.maxInFlight == 2)
    #expect(settings.retry.budget == .seconds(1))
    let origins = Dictionary(uniqueKeysWithValues: settings.rows.map { ($0.path, $0.place) })
    #expect(origins["batch.maxBytes"] == "--batch-max-bytes")
    #expect(origins["batch.maxInFlight"] == "LOGSHIP_BATCH_MAX_IN_FLIGHT")
    #expect(origins["retry.budget"] == "\(fixture.folder.path)/config.json")
    #expect(origins["retry.maxBackoff"] == "default")
  }

  @Test func `The Lambda's variables are asked after ours`() throws {
    let former = ["WorkspaceId": id, "WorkspaceKey": "Zm9ybWVy", "LogName": "Former"]
    let old = try Fixture(environment: former).resolve()
    #expect(old.destination.dataCollector.workspaceID == id)
    #expect(try old.needs(ofWorkspace: true, state: true, secrets: .thisMachine).workspace?.key.reveal() == "Zm9ybWVy")
    #expect(old.destination.dataCollector.tables.report == "Former")
    let ours = former.merging(["LOGSHIP_LOG_TYPE": "Ours", "LOGSHIP_WORKSPACE_KEY": "b3Vycw=="]) { $1 }
    let new = try Fixture(environment: ours).resolve()
    #expect(new.destination.dataCollector.tables.report == "Ours")
    #expect(try new.needs(ofWorkspace: true, state: true, secrets: .thisMachine).workspace?.key.reveal() == "b3Vycw==")
  }

  @Test func `null and an empty variable count as not set`() throws {
    let fixture = try Fixture(environment: ["LOGSHIP_LOG_TYPE": "", "LOGSHIP_FORMAT": ""])
    let settings = try fixture.resolve(
      #"{"batch": null, "format": null, "destination": {"dataCollector": {"logType": null, "workspaceKey": null}}}"#)
    #expect(settings.rows.allSatisfy { $0.origin == .standard })
  }

  @Test(arguments: [
    ("a,b", ["a", "b"]), ("a", ["a"]), (#"["a,b", "c"]"#, ["a,b", "c"]), ("[]", []),
  ])
  func `A list in a variable is JSON or has commas`(_ text: String, _ list: [String]) throws {
    #expect(try Fixture(environment: ["LOGSHIP_SOURCE_PATHS": text]).resolve().source.paths == list)
  }

  @Test(arguments: ["A=x,B=y=z", #"{"A": "x", "B": "y=z"}"#])
  func `Pairs in a variable are JSON or have commas`(_ text: String) throws {
    let settings = try Fixture(environment: ["LOGSHIP_COLUMNS_ADD": text]).resolve()
    #expect(settings.columns.add == [.init(name: "A", text: "x"), .init(name: "B", text: "y=z")])
  }

  @Test func `A list on the command line replaces the file's`() throws {
    let settings = try Fixture().resolve(
      #"{"source": {"paths": ["a", "b"]}}"#, flags: ["--source-paths", "c", "--source-paths", "d,e"])
    #expect(settings.source.paths == ["c", "d,e"])
  }

  @Test func `The file is looked for in the home, then in the system's folder`() throws {
    let fixture = try Fixture()
    #expect(try fixture.resolve().file == nil)
    let system = try fixture.folder.write("etc/config.json", text: #"{"batch": {"maxInFlight": 7}}"#)
    #expect(try fixture.resolve().file == system)
    #expect(try fixture.resolve().batch.maxInFlight == 7)
    let own = try fixture.folder.write("home/.config/logship/config.json", text: "{}")
    #expect(try fixture.resolve().file == own)
    #expect(try fixture.resolve().batch.maxInFlight == 4)
  }

  @Test func `XDG_CONFIG_HOME, LOGSHIP_CONFIG and --config each come before the former`() throws {
    var fixture = try Fixture()
    _ = try fixture.folder.write("home/.config/logship/config.json", text: "{}")
    let xdg = try fixture.folder.write("xdg/logship/config.json", text: "{}")
    fixture.surroundings.environment["XDG_CONFIG_HOME"] = "\(fixture.folder.path)/xdg"
    #expect(try fixture.resolve().file == xdg)
    let named = try fixture.folder.write("named.json", text: "{}")
    fixture.surroundings.environment["LOGSHIP_CONFIG"] = named
    #expect(try fixture.resolve().file == named)
    let flagged = try fixture.folder.write("flagged.json", text: "{}")
    #expect(try fixture.resolve(flags: ["--config", flagged]).file == flagged)
  }

  @Test(arguments: [
    (["STATE_DIRECTORY": "/run/a:/run/b", "HOME": "/h"], true, "/run/a", "STATE_DIRECTORY"),
    (["HOME": "/h", "XDG_STATE_HOME": "/x"], true, "/var/lib/logship", "default"),
    (["HOME": "/h", "XDG_STATE_HOME": "/x"], false, "/x/logship", "XDG_STATE_HOME"),
    (["HOME": "/h", "XDG_STATE_HOME": "relative"], false, "/h/.local/state/logship", "default"),
    (["HOME": "/h"], false, "/h/.local/state/logship", "default"),
    ([:], false, "/database/.local/state/logship", "default"),
    (["HOME": "/h", "LOGSHIP_STATE": "~/s"], false, "/h/s", "LOGSHIP_STATE"),
  ])
  func `The state folder is the documented one`(
    _ environment: [String: String], _ isRoot: Bool, _ folder: String, _ origin: String
  ) throws {
    let surroundings = Surroundings(
      environment: environment, isRoot: isRoot, homeInDatabase: "/database", systemConfiguration: "/nowhere/c.json")
    let settings = try Settings.resolve(Typed(in: surroundings), in: surroundings)
    #expect(settings.state == folder)
    let row = settings.rows.first { $0.path == "state" }
    #expect(row?.value == folder && row?.place == origin)
  }

  @Test(arguments: [
    ([:], nil),
    (
      ["LOGSHIP_WORKSPACE_ID": "5CE893D9-2C32-4FC9-8A3A-C0C1E0CC7E84"],
      "dataCollector/5ce893d9-2c32-4fc9-8a3a-c0c1e0cc7e84/AWS_Access_Key_Report"
    ),
    (
      ["LOGSHIP_WORKSPACE_ID": id, "LOGSHIP_LOG_TYPE": "Keys", "LOGSHIP_ENDPOINT": "http://127.0.0.1:1"],
      "dataCollector/\(id)/Keys"
    ),
  ])
  func `A destination is workspace and log type, and no address`(
    _ environment: [String: String], _ key: String?
  ) throws {
    #expect(try Fixture(environment: environment).resolve().destination.keys == [key].compactMap(\.self))
  }

  @Test func `A user without a home is asked for a state folder only where one is needed`() throws {
    let surroundings = Surroundings(environment: [:], isRoot: false, systemConfiguration: "/nowhere/c.json")
    let settings = try Settings.resolve(Typed(in: surroundings), in: surroundings)
    #expect(try settings.needs(ofWorkspace: false, state: false, secrets: .thisMachine) == .init())
    #expect { try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine) } throws: {
      ($0 as? ConfigurationErrors)?.problems.map(\.description).last
        == "state is not set. Give it by --state FOLDER, by the variable LOGSHIP_STATE, or in /nowhere/c.json"
    }
  }

  @Test func `A table with the suffix that the service adds is told`() throws {
    let json = #"{"destination": {"dataCollector": {"logType": {"report": "Keys_CL", "event": "KeyEvents"}}}}"#
    #expect(
      try Fixture(environment: [:]).resolve(json).warnings.map {
        $0.components(separatedBy: ": ").dropFirst().joined(separator: ": ")
      }
        == [
          "destination.dataCollector.logType is Keys_CL, to which the service adds _CL: the table is Keys_CL_CL; say Keys for Keys_CL"
        ])
  }

  @Test func `A workspace that is half given beside a rule may be taken out`() throws {
    let json = """
      {"destination": {"dataCollector": {"workspaceId": "<workspace id>", "workspaceKey": {"env": "K"}},
      "logsIngestion": {"endpoint": "https://rule.invalid", "ruleId": "dcr-00000000000000000000000000000000"}}}
      """
    let settings = try Fixture(environment: ["K": "ZW52"]).resolve(json)
    let errors = #expect(throws: ConfigurationErrors.self) {
      try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine)
    }
    #expect(errors?.problems.count == 1)
    #expect(
      errors?.problems.first?.description.hasSuffix(
        "Or take destination.dataCollector out, to send to the data collection rule alone") == true)
  }

  @Test func `A variable that is nearly ours is told, others are not`() throws {
    let fixture = try Fixture(environment: ["LOGSHIP_BATCH_MAXBYTES": "5", "LOGSHIP_COLOUR_OF_SKY": "x"])
    #expect(
      try fixture.resolve().warnings
        == ["LOGSHIP_BATCH_MAXBYTES is not a variable of logship; did you mean LOGSHIP_BATCH_MAX_BYTES?"])
  }

  @Test(arguments: [
    (#"{"accessKeyIds": "full"}"#, [:], "full"),
    (#"{"accessKeyIds": {"hashed": {"env": "S"}}}"#, [:], "hashed"),
    (#"{"accessKeyIds": {"hashed": {"env": "S"}}}"#, ["LOGSHIP_ACCESS_KEY_IDS": "masked"], "masked"),
    (#"{"accessKeyIds": "full"}"#, ["LOGSHIP_ACCESS_KEY_IDS_HASHED": "s"], "hashed"),
    (#"{"accessKeyIds": "hashed"}"#, ["LOGSHIP_ACCESS_KEY_IDS_HASHED": "s"], "hashed"),
  ])
  func `Who gives the secret of hashed ids chooses them`(
    _ json: String, _ environment: [String: String], _ mode: String
  ) throws {
    let settings = try Fixture(environment: environment).resolve(json)
    #expect(settings.rows.first { $0.path == "accessKeyIds" }?.value == mode)
    if case .hashed = settings.accessKeyIDs { #expect(mode == "hashed") } else { #expect(mode != "hashed") }
  }
}
