import Testing

@testable import logship

@Suite struct ConfigurationErrorTests {
  @Test(arguments: [
    (
      #"{"batch": {"maxByte": 5}}"#,
      "config.json: batch.maxByte is not a setting; did you mean batch.maxBytes? `logship check` shows them all"
    ),
    (
      #"{"destination": {"dataCollector": {"logType": {"reports": "Keys"}}}}"#,
      "config.json: destination.dataCollector.logType.reports is not a setting; did you mean "
        + "destination.dataCollector.logType.report? `logship check` shows them all"
    ),
    (#"{"colour": {"a": 5}}"#, "config.json: colour is not a setting; `logship check` shows them all"),
    (
      #"{"batch": {"maxBytes": 40000000}}"#,
      "config.json: batch.maxBytes is 40000000; allowed is a size from 400 to 30,000,000 bytes, such as 8000000 or \"8MB\""
    ),
    (
      #"{"batch": {"maxBytes": 8}}"#,
      "config.json: batch.maxBytes is 8; allowed is a size from 400 to 30,000,000 bytes, such as 8000000 or \"8MB\""
    ),
    (
      #"{"batch": {"maxBytes": true}}"#,
      "config.json: batch.maxBytes is true; allowed is a size from 400 to 30,000,000 bytes, such as 8000000 or \"8MB\""
    ),
    (
      #"{"batch": {"maxInFlight": "many"}}"#,
      "config.json: batch.maxInFlight is \"many\"; allowed is a whole number from 1 to 64"
    ),
    (
      #"{"retry": {"budget": 600}}"#,
      "config.json: retry.budget is 600; allowed is a time with its unit from 0s to 30d, such as \"90s\" or \"10m\""
    ),
    (
      #"{"destination": {"dataCollector": {"cloud": "germany"}}}"#,
      "config.json: destination.dataCollector.cloud is \"germany\"; allowed is public, usGovernment or china"
    ),
    (
      #"{"destination": {"dataCollector": {"workspaceId": "audit"}}}"#,
      "config.json: destination.dataCollector.workspaceId is \"audit\"; "
        + "allowed is the workspace's GUID, such as 01234567-89ab-cdef-0123-456789abcdef"
    ),
    (
      #"{"destination": {"dataCollector": {"logType": "A-B"}}}"#,
      "config.json: destination.dataCollector.logType is \"A-B\"; "
        + "allowed is a letter, then letters, digits and underscores, 100 in all at most"
    ),
    (
      #"{"destination": {"dataCollector": {"endpoint": "http://me:pw@example.com/"}}}"#,
      "config.json: destination.dataCollector.endpoint is \"http://me:***@example.com/\"; "
        + "allowed is an https:// URL, or http:// to this machine (127.0.0.1, ::1, localhost)"
    ),
    (
      #"{"destination": {"dataCollector": {"resourceId": "subscriptions/x"}}}"#,
      "config.json: destination.dataCollector.resourceId is \"subscriptions/x\"; "
        + "allowed is an Azure resource id, which begins with /subscriptions/"
    ),
    (
      #"{"aws": {"endpoint": "http://minio:9000", "allowPlainHTTP": false}}"#,
      "config.json: aws.endpoint is http://minio:9000, which would send in clear text; "
        + "use https://, or set aws.allowPlainHTTP"
    ),
    (
      #"{"aws": {"assumeRole": {"externalId": "e1"}}}"#,
      "config.json: aws.assumeRole.externalId is set, but there is no role to assume. "
        + "Set aws.assumeRole.roleArn, or take it out"
    ),
    (
      #"{"aws": {"assumeRole": {"sessionName": "nightly"}}}"#,
      "config.json: aws.assumeRole.sessionName is set, but there is no role to assume. "
        + "Set aws.assumeRole.roleArn, or take it out"
    ),
    (
      #"{"aws": {"assumeRole": {"durationSeconds": 900}}}"#,
      "config.json: aws.assumeRole.durationSeconds is set, but there is no role to assume. "
        + "Set aws.assumeRole.roleArn, or take it out"
    ),
    (
      #"{"aws": {"allowPlainHTTP": "yes"}}"#, "config.json: aws.allowPlainHTTP is \"yes\"; allowed is true or false"
    ),
    (
      #"{"columns": {"add": {"A": 1}}}"#,
      "config.json: columns.add is {\"A\": 1}; allowed is an object of names and texts"
    ),
    (
      #"{"source": {"paths": "a"}}"#,
      "config.json: source.paths is \"a\"; allowed is a list, each a path, -, or s3://bucket/prefix, "
        + "whose prefix may hold {account}, {org}, {region}, {yyyy}, {MM} and {dd}"
    ),
    (
      #"{"source": {"include": [""]}}"#,
      "config.json: source.include is [\"\"]; allowed is a list, each a text without control characters"
    ),
    (#"{"format": {"a": {}}}"#, "config.json: format is an object; allowed is auto, json, ndjson or csv"),
    (
      #"{"source": {"paths": ["a", 1]}}"#,
      "config.json: source.paths is [\"a\", 1]; allowed is a list, each a path, -, or s3://bucket/prefix, "
        + "whose prefix may hold {account}, {org}, {region}, {yyyy}, {MM} and {dd}"
    ),
    (
      #"{"source": {"paths": ["s3://b-1/{yyyy}/{mm}/"]}}"#,
      "config.json: source.paths: s3://b-1/{yyyy}/{mm}/: {mm} is no placeholder; did you mean {MM}?"
    ),
    (
      #"{"ledger": {"keep": "1h"}}"#,
      "config.json: ledger.keep is \"1h\"; allowed is a time with its unit from 24h to 10000d, such as \"90s\" or \"10m\""
    ),
    (#"{"batch": 5}"#, "config.json: batch is 5; allowed is an object with maxBytes, maxInFlight, maxAge"),
    (
      "[]",
      "config.json: the file holds a list; allowed is an object with source, format, keys, rollup, accessKeyIds, "
        + "columns, destination, aws, s3, batch, retry, timeouts, shutdown, tls, state, ledger, spool, rejects, log"
    ),
    (#"{"batch": {"maxAge": "1s", "maxAge": "2s"}}"#, "config.json: batch.maxAge is given twice; take one of them out"),
    ("{\n \"batch\": {,}\n}", "config.json: line 2, column 12: a name in quotes should be here"),
    (
      #"{"tls": {"caFile": "/nowhere/ca.pem"}}"#,
      "config.json: tls.caFile: /nowhere/ca.pem cannot be read: no such file or directory"
    ),
    (
      #"{"accessKeyIds": "hashed"}"#,
      "config.json: accessKeyIds is hashed, which needs a secret. Give it by --access-key-ids-hashed-file, by the "
        + "variable LOGSHIP_ACCESS_KEY_IDS_HASHED, or as {\"hashed\": {\"file\": PATH}} in the configuration file"
    ),
  ])
  func `Each fault of a file has its words`(_ json: String, _ words: String) throws {
    #expect(try Fixture().complaints(json) == [words])
  }

  @Test func `All problems of file, variables and flags are told at once`() throws {
    let fixture = try Fixture(environment: ["LOGSHIP_RETRY_BUDGET": "soon", "LOGSHIP_LOG_LEVEL": "loud"])
    let complaints = fixture.complaints(
      #"{"bach": {}, "batch": {"maxInFlight": 0, "maxAge": "x"}}"#, flags: ["--log-format", "xml"])
    #expect(
      complaints == [
        "--log-format: log.format is \"xml\"; allowed is text or json",
        "LOGSHIP_RETRY_BUDGET: retry.budget is \"soon\"; "
          + "allowed is a time with its unit from 0s to 30d, such as \"90s\" or \"10m\"",
        "LOGSHIP_LOG_LEVEL: log.level is \"loud\"; "
          + "allowed is trace, debug, info, notice, warning, error or critical",
        "config.json: bach is not a setting; did you mean batch? `logship check` shows them all",
        "config.json: batch.maxInFlight is 0; allowed is a whole number from 1 to 64",
        "config.json: batch.maxAge is \"x\"; "
          + "allowed is a time with its unit from 1ms to 24h, such as \"90s\" or \"10m\"",
      ])
  }

  @Test func `A value is judged also where a stronger one wins`() throws {
    let complaints = try Fixture().complaints(#"{"format": "xml"}"#, flags: ["--format", "csv"])
    #expect(complaints == ["config.json: format is \"xml\"; allowed is auto, json, ndjson or csv"])
  }

  @Test func `A named file that is missing is told with who named it`() throws {
    var fixture = try Fixture()
    #expect(
      fixture.complaints(flags: ["--config", "/nowhere/c"]) == ["/nowhere/c: there is no such file; --config names it"])
    fixture.surroundings.environment["LOGSHIP_CONFIG"] = "/nowhere/d"
    #expect(fixture.complaints(flags: []) == ["/nowhere/d: there is no such file; LOGSHIP_CONFIG names it"])
  }

  @Test func `A file in a usual place that cannot be read is not passed over`() throws {
    let fixture = try Fixture()
    _ = try fixture.folder.write("etc/config.json/file", text: "")
    #expect(fixture.complaints(flags: []) == ["etc/config.json: cannot be read: is a directory"])
  }

  @Test func `A file of more than a megabyte is refused`() throws {
    let complaints = try Fixture().complaints(String(repeating: " ", count: 1 << 20 + 1))
    #expect(complaints == ["config.json: cannot be read: it is larger than 1,048,576 bytes"])
  }

  @Test func `A long name is shortened and compared with nothing`() throws {
    let name = String(repeating: "batch.", count: 10_000)
    let complaint = try #require(Fixture().complaints(#"{"\#(name)": 1}"#).first)
    #expect(complaint.hasSuffix("… (60,000 characters) is not a setting; `logship check` shows them all"))
    #expect(complaint.count < 300)
  }

  @Test func `A workspace key in the wrong place is not printed`() throws {
    let key = String(repeating: "Zm9v", count: 21) + "Zg=="
    let complaints = try Fixture().complaints(
      #"{"destination": {"dataCollector": {"workspaceId": "\#(key)"}}}"#, flags: ["--log-type", key, "--format", key])
    #expect(complaints.count == 3)
    #expect(complaints.allSatisfy { $0.contains(" is ***; allowed is ") && !$0.contains("Zm9v") })
  }

  @Test func `A long value is shortened`() throws {
    let text = String(repeating: "x ", count: 5_000)
    let complaint = try #require(Fixture().complaints(flags: ["--format", text]).first)
    #expect(complaint.contains("… (10,002 characters); allowed is auto, json, ndjson or csv"))
    #expect(complaint.count < 300)
  }

  @Test(arguments: [
    (["--format", "xml"], #"{}"#, ExitCode.usage),
    (["--format", "xml"], #"{"format": "xml"}"#, .configuration),
    ([], #"{"format": "xml"}"#, .configuration),
    (["--columns-drop", "Nothing"], #"{}"#, .configuration),
  ])
  func `Only a bad value on the command line alone is a usage error`(
    _ flags: [String], _ json: String, _ code: ExitCode
  ) throws {
    let fixture = try Fixture()
    #expect { try fixture.resolve(json, flags: flags) } throws: { ($0 as? ConfigurationErrors)?.exitCode == code }
  }
}

@Suite("A secret in the wrong place")
struct MisplacedSecretTests {
  @Test(
    "is not shown",
    arguments: [
      #"{"accessKeyIds": ["hidden-word"]}"#, #"{"accessKeyIds": "hidden-word"}"#,
      #"{"destination": {"dataCollector": "hidden-word"}}"#, #"{"destination": "hidden-word"}"#, #""hidden-word""#,
    ])
  func inFile(_ json: String) throws {
    let complaints = try Fixture().complaints(json)
    #expect(!complaints.isEmpty)
    #expect(!complaints.joined().contains("hidden-word"))
  }
}
