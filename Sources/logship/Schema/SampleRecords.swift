import Records

/// Made-up records, mapped as any others, so that an example row cannot differ from what is sent.
enum SampleRecords {
  private static let report = """
    {"loggedDate":"2026-11-24","user":"ana","account_number":"123456789012","AccessKeyId":"AKIAIOSFODNN7EXAMPLE",\
    "CreateDate":"2026-03-26T08:30:17Z","LastUsedDate":"2026-11-23T07:31:06Z","Region":"eu-west-1","Status":"Active",\
    "ServiceName":"s3"}
    """

  private static let event = """
    {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"AIDACKCEVSQ6C2EXAMPLE",\
    "arn":"arn:aws:iam::123456789012:user/ana","accountId":"123456789012","accessKeyId":"AKIAIOSFODNN7EXAMPLE",\
    "userName":"ana"},"eventTime":"2026-11-24T01:02:03Z","eventSource":"iam.amazonaws.com","eventName":"CreateAccessKey",\
    "awsRegion":"us-east-1","sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.31.0",\
    "requestParameters":{"userName":"ben"},"responseElements":{"accessKey":{"userName":"ben","status":"Active"}},\
    "requestID":"00000000-1111-4222-8333-555555555555","eventID":"00000000-1111-4222-8333-444444444444",\
    "readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012",\
    "eventCategory":"Management"}
    """

  /// A made-up record of a table's kind.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - settings: The configuration by which records are mapped; ids are never hashed, since no secret is read.
  /// - Returns: Its values as JSON, by the names of its columns.
  /// - Throws: A defect where a made-up record cannot be mapped.
  static func row(_ table: RecordTable, _ settings: Settings) throws(CommandFailure) -> [String: JSONValue] {
    var options = MappingOptions(
      accessKeyIDs: settings.accessKeyIDs == .full ? .full : .masked, columns: table.plan, fieldBytes: 32_000,
      recordBytes: 1_000_000)
    options.events = EventReading(keys: .all, keep: settings.columns.keep, details: table.hasDetails)
    if settings.showsKeysOfEvents { options.accessKeyIDsOfEvents = .full }
    if table.kind == .usage { options.rollup = MappingOptions.Rollup(seconds: 3600, maxGroups: 1) }
    let reader = RecordReader(events: options.events)
    let mapper = RecordMapper(options)
    return try row(table.kind == .report ? report : event, reader, mapper)
  }

  private static func row(
    _ text: String, _ reader: RecordReader, _ given: consuming RecordMapper
  ) throws(CommandFailure) -> [String: JSONValue] {
    var mapper = given
    var writer = ByteWriter(capacity: 4096)
    mapper.begin(source: "s3://audit/keys/sample.json")
    reader.room().copyBytes(from: text.utf8)
    reader.added(text.utf8.count)
    reader.sourceEnded()
    var reason: RejectReason?
    if case .record = reader.next() {
      if mapper.kind(of: reader) == .usage {
        if mapper.rollUp(reader) == .taken { _ = mapper.writeUsage(into: &writer) }
      } else {
        reason = mapper.map(reader, into: &writer)
      }
    }
    let record = String(decoding: writer.bytes, as: UTF8.self)
    guard reason == nil, case .object(let members) = try? JSONParser.parse(Array(record.utf8)) else {
      throw CommandFailure(.defect, "the made-up record cannot be mapped: \(reason.map { "\($0)" } ?? record)")
    }
    return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }
}
