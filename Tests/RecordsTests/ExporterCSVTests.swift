import Testing

@testable import Records

/// Field case f01: the CSV that the 2019 exporter really wrote, which one version stored under a `.json` name.
@Suite("The CSV of the 2019 exporter")
struct ExporterCSVTests {
  @Test("is read by its content: month first, CRLF")
  func monthFirst() throws {
    let text = "\(exporterHeader)\r\n\(exporterRow("ann"))\r\n"
    #expect(
      try mapped(text)
        == #"{"EventTime":"2019-06-25T00:00:00Z","AccountId":"123456789012","UserName":"ann","#
        + #""AccessKeyId":"AKIA...ANN1","Status":"Active","CreateDate":"2019-06-25T21:52:43Z","#
        + #""LastUsedDate":"2019-06-25T22:01:00Z","LastUsedRegion":"eu-west-1","LastUsedService":"s3","#
        + #""KeyAgeDays":0,"DaysSinceLastUse":0,"RecordSource":"test","RecordId":"rh5qwitkk4z6ogyysugr4arfq67"}"#)
  }

  @Test("never has a day before its month guessed")
  func dayFirst() throws {
    let row = exporterRow("ann").replacing("06-25-2019 21:52:43", with: "25-06-2019 21:52:43")
    #expect(
      try rejection(of: "\(exporterHeader)\r\n\(row)\r\n")
        == .notATime(column: "CreateDate", value: "25-06-2019 21:52:43"))
  }

  /// csv.DictWriter(file, fieldnames=first.keys()) over reports whose first key was used.
  @Test("is read as Python's DictWriter quotes it")
  func dictWriter() throws {
    let text =
      "\(exporterHeader)\r\n"
      + "2019-06-25,\"o\"\"neil, ann\",123456789012,AKIA...ANN1,06-25-2019 21:52:43,,,Active,\r\n"
      + "2019-06-25,\"two\nlines\",123456789012,AKIA...ANN2,06-25-2019 21:52:43,N/A,N/A,Inactive,N/A\r\n"
      + "2019-06-25,,123456789012,AKIA...ANN3,06-25-2019 21:52:43,,,Active,\r\n"
    #expect(try outcomes(of: text).map(\.brief) == ["o\"neil, ann", "two\nlines", "-"])
  }

  @Test("has six columns where no key was ever used")
  func neverUsed() throws {
    let text =
      "loggedDate,user,account_number,AccessKeyId,CreateDate,Status\r\n"
      + "2019-06-25,ann,123456789012,AKIA...ANN1,06-25-2019 21:52:43,Active\r\n"
    let columns = try columns(of: text)
    #expect(
      Set(columns.keys) == [
        "EventTime", "AccountId", "UserName", "AccessKeyId", "Status", "CreateDate", "KeyAgeDays", "RecordSource",
        "RecordId",
      ])
  }
}
