import Testing

@testable import logship

@Suite struct ColumnRulesTests {
  @Test(
    "Names that Azure reserves in tables of rules are refused where records go to one",
    arguments: ["Id", "type", "TenantId", "UniqueId", "title"])
  func reserved(_ name: String) throws {
    let rule = #""destination": {"logsIngestion": {"endpoint": "https://a.ingest.monitor.azure.com"}}"#
    for columns in [#""add": {"\#(name)": "x"}"#, #""rename": {"UserName": "\#(name)"}"#] {
      #expect(try Fixture().complaints(##"{"columns": {\##(columns)}}"##).isEmpty)
      let told = try Fixture().complaints(##"{"columns": {\##(columns)}, \##(rule)}"##)
      #expect(told.count == 1)
      #expect(
        told.first?.contains("makes a column \(name), a name that Azure reserves in tables of") == true, "\(told)")
    }
  }

  @Test(arguments: [
    (#""drop": ["UserNam"]"#, "columns.drop names UserNam, which is no column; did you mean UserName?"),
    (#""drop": ["Zebra"]"#, "columns.drop names Zebra, which is no column"),
    (
      #""rename": {"user": "Person"}"#, "columns.rename names user, which is no column"
    ),
    (
      #""preset": "original", "rename": {"LastUsedRegion": "Place"}"#,
      "columns.rename names LastUsedRegion, which is no column"
    ),
    (
      #""rename": {"UserName": "User Name"}"#,
      "columns.rename makes a column \"User Name\"; allowed is a letter, then letters, digits and underscores"
    ),
    (
      #""add": {"_a": "x"}"#,
      "columns.add makes a column \"_a\"; allowed is a letter, then letters, digits and underscores"
    ),
    (
      #""add": {"Größe": "x"}"#,
      "columns.add makes a column \"Größe\"; allowed is a letter, then letters, digits and underscores"
    ),
    (
      #""add": {"A23456789_123456789_123456789_123456789_123456": "x"}"#,
      "columns.add makes a column A23456789_123456789_123456789_123456789_123456 of 46 characters; allowed are 45"
    ),
    (
      #""rename": {"UserName": "tenant"}"#,
      "columns.rename makes a column tenant, a name that the service keeps for itself"
    ),
    (
      #""add": {"timegenerated": "x"}"#,
      "columns.add makes a column timegenerated, a name that the service keeps for itself"
    ),
    (#""add": {"RAWDATA": "x"}"#, "columns.add makes a column RAWDATA, a name that the service keeps for itself"),
    (
      #""rename": {"UserName": "Computer"}"#,
      "columns.rename makes a column Computer, a name that only columns.add may use"
    ),
    (#""rename": {"UserName": "Status"}"#, "columns.rename makes a second column Status"),
    (
      #""add": {"username": "x"}"#,
      "columns.add makes a column username beside UserName; names that differ in case alone are one to the service"
    ),
    (#""rename": {"UserName": "X", "Status": "X"}"#, "columns.rename makes a second column X"),
    (
      #""rename": {"UserName": "A", "UserName": "B"}"#, "columns.rename.UserName is given twice; take one of them out"
    ),
    (
      #""preset": "original", "drop": ["loggedDate", "user", "account_number", "AccessKeyId", "CreateDate", "#
        + #""LastUsedDate", "Region", "Status", "ServiceName", "KeySlot", "RecordId"]"#,
      "columns.drop leaves no column to send"
    ),
  ])
  func `Columns that the service would refuse or change are refused first`(_ json: String, _ words: String) throws {
    #expect(try Fixture().complaints(#"{"columns": {\#(json)}}"#) == ["config.json: \(words)"])
  }

  @Test(arguments: [
    #""add": {"Computer": "host1"}"#, #""rename": {"UserName": "Status"}, "drop": ["Status"]"#,
    #""rename": {"UserName": "Status", "Status": "UserName"}"#, #""drop": ["TruncatedColumns"]"#,
    #""preset": "original", "rename": {"loggedDate": "EventTime"}"#, #""rename": {"EventName": "Status"}"#,
    #""rename": {"AccountId": "ErrorCode2"}, "drop": ["ErrorCode"]"#,
    #""unknown": "keep", "rename": {"SomeField": "Other"}"#,
    #""add": {"A23456789_123456789_123456789_123456789_12345": "x"}"#,
  ])
  func `Columns that it takes are taken`(_ json: String) throws {
    #expect(try Fixture().complaints(#"{"columns": {\#(json)}}"#) == [])
  }

  @Test func `The columns that exist are the caller's`() throws {
    let fixture = try Fixture(environment: ["LOGSHIP_COLUMNS_DROP": "OtherName"])
    let typed = Typed(in: fixture.surroundings)
    let others = KnownColumns(standard: ["EventTime"], original: [], others: [["EventTime", "OtherName"]])
    #expect(try Settings.resolve(typed, in: fixture.surroundings, columns: others).columns.drop == ["OtherName"])
    #expect(throws: ConfigurationErrors.self) { try Settings.resolve(typed, in: fixture.surroundings) }
  }
}
