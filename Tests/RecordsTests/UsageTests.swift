import Testing

@testable import Records

@Suite("Usage of keys")
struct UsageTests {
  static func event(_ id: Int, at time: String, user: String = "ann") -> String {
    TrailSample.event([
      "eventID": #""id-\#(id)""#, "eventTime": #""2026-11-25T\#(time)Z""#,
      "userIdentity": #"{"type":"IAMUser","userName":"\#(user)","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}"#,
    ])
  }

  static func usage(
    _ text: String, seconds: Int = 3600, maxGroups: Int = 100, _ change: (inout MappingOptions) -> Void = { _ in }
  ) throws -> [[String: Any]] {
    try outcomes(of: text, options: eventOptions(rollup: .init(seconds: seconds, maxGroups: maxGroups), change))
      .map { try $0.columns() }
  }

  @Test("has the columns of its events, a count, and the first and last time")
  func columns() throws {
    let text = [(1, "10:59:59"), (2, "10:00:00"), (3, "10:20:00")].map { Self.event($0.0, at: $0.1) }.joined()
    let found = try mapped(text, options: eventOptions(rollup: .init(seconds: 3600, maxGroups: 1)))
    // The id is Python's: three times the SHA-256 of 26 characters before and 26 of the event's own id.
    #expect(
      found == #"{"EventTime":"2026-11-25T10:00:00Z","UserName":"ann","AccessKeyId":"AKIA...MPLE","#
        + #""AccessKeyType":"long-term","EventSource":"s3.amazonaws.com","EventName":"GetObject","Region":"eu-west-1","#
        + #""SourceIP":"203.0.113.7","Uses":3,"FirstUse":"2026-11-25T10:00:00Z","LastUse":"2026-11-25T10:59:59Z","#
        + #""RecordSource":"test","RecordId":"ra27rr7ebuwbejxqmk5fgai5unb"}"#)
  }

  @Test(
    "is by stretches of any length",
    arguments: [(3600, ["10", "11"]), (60, ["10", "10", "11"]), (86_400, ["00"]), (7200, ["10"])])
  func stretches(_ seconds: Int, _ hours: [String]) throws {
    let text = ["10:00:00", "10:59:00", "11:00:00"].enumerated().map { Self.event($0.offset, at: $0.element) }.joined()
    let found = try Self.usage(text, seconds: seconds).compactMap { $0["EventTime"] as? String }
    #expect(found.map { String($0.dropFirst(11).prefix(2)) } == hours)
  }

  @Test(
    "tells events apart by each of its columns",
    arguments: [
      ("eventSource", #""ec2""#), ("eventName", #""PutObject""#), ("awsRegion", #""us-east-1""#),
      ("sourceIPAddress", #""203.0.113.8""#), ("errorCode", #""AccessDenied""#),
      ("eventTime", #""2026-11-25T11:00:00Z""#),
      ("userIdentity", #"{"type":"IAMUser","userName":"ann","accessKeyId":"AKIAOTHER"}"#),
      ("userIdentity", #"{"type":"IAMUser","userName":"bob","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}"#),
      ("userIdentity", #"{"accountId":"1","userName":"ann","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}"#),
    ])
  func apart(_ name: String, _ value: String) throws {
    let user = #"{"type":"IAMUser","userName":"ann","accessKeyId":"AKIAIOSFODNN7EXAMPLE"}"#
    let first = TrailSample.event(["userIdentity": user])
    let other = TrailSample.event(["userIdentity": user].merging([name: value]) { $1 })
    #expect(try Self.usage(first + other + first).map { $0["Uses"] as? Int } == [2, 1])
  }

  @Test("is written and begun again where there are too many groups")
  func full() throws {
    let text = (0..<10).map { Self.event($0, at: "10:00:0\($0)", user: "user\($0 % 3)") }.joined()
    #expect(try Self.usage(text, maxGroups: 3).map { $0["Uses"] as? Int } == [4, 3, 3])
    #expect(try Self.usage(text, maxGroups: 2).map { $0["Uses"] as? Int } == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    let sorted = (0..<10).map { Self.event($0, at: "10:00:0\($0)", user: "user\($0 / 4)") }.joined()
    #expect(try Self.usage(sorted, maxGroups: 1).map { $0["Uses"] as? Int } == [4, 4, 2])
  }

  @Test("has another id for other events, and the same for the same")
  func ids() throws {
    let first = try Self.usage(Self.event(1, at: "10:00:00") + Self.event(2, at: "10:00:01"))[0]["RecordId"] as? String
    let again = try Self.usage(Self.event(1, at: "10:00:00") + Self.event(2, at: "10:00:01"))[0]["RecordId"] as? String
    let other = try Self.usage(Self.event(1, at: "10:00:00") + Self.event(3, at: "10:00:01"))[0]["RecordId"] as? String
    #expect(first == again)
    #expect(first != other)
  }

  /// Reads one source, and hands out each flush when it is due.
  static func flushes(_ text: String, maxGroups: Int) throws -> [UsageFlush] {
    let mapping = eventOptions(keys: .longTerm, rollup: .init(seconds: 3600, maxGroups: maxGroups))
    let reader = RecordReader(events: mapping.events)
    var mapper = RecordMapper(mapping)
    mapper.begin(source: "test")
    reader.room().copyBytes(from: text.utf8)
    reader.added(text.utf8.count)
    reader.sourceEnded()
    var flushes: [UsageFlush] = []
    var writer = ByteWriter(capacity: 64)
    func flush() {
      if let flush = mapper.usageFlush { flushes.append(flush) }
      while mapper.writeUsage(into: &writer) {}
    }
    while true {
      switch reader.next() {
      case .record:
        guard mapper.kind(of: reader) == .usage else { continue }
        if mapper.rollUp(reader) == .full {
          flush()
          #expect(mapper.rollUp(reader) == .taken)
        }
      case .skipped: mapper.pass(reader.position.record)
      case .ended:
        flush()
        #expect(mapper.usageFlush == nil)
        #expect(mapper.nextUsage == nil)
        return flushes
      default: continue
      }
    }
  }

  @Test("covers the events that went in and what was passed over between them, and nothing else")
  func covers() throws {
    let skip = TrailSample.event(key: "ASIAIOSFODNN7EXAMPLE")
    let text = [
      Self.event(1, at: "10:00:00"), skip, Self.event(2, at: "10:00:00"), report("bob"), #"{"a":1}"#,
      Self.event(3, at: "10:00:00"), skip, Self.event(4, at: "10:00:00", user: "bob"),
    ].joined(separator: "\n")
    #expect(try Self.flushes(text, maxGroups: 10) == [UsageFlush(covers: [1...3, 6...8], records: 2)])
    #expect(
      try Self.flushes(text, maxGroups: 1) == [
        UsageFlush(covers: [1...3, 6...7], records: 1), UsageFlush(covers: [8...8], records: 1),
      ])
  }

  @Test("is counted, so that it can be told by how much it shrank")
  func counts() throws {
    let text = (0..<10).map { Self.event($0, at: "10:00:0\($0)", user: "user\($0 % 3)") }.joined() + report("bob")
    let mapping = eventOptions(rollup: .init(seconds: 3600, maxGroups: 100))
    let reader = RecordReader(events: mapping.events)
    var mapper = RecordMapper(mapping)
    mapper.begin(source: "test")
    reader.room().copyBytes(from: text.utf8)
    reader.added(text.utf8.count)
    var writer = ByteWriter(capacity: 64)
    while case .record = reader.next() {
      if mapper.kind(of: reader) == .usage {
        #expect(mapper.rollUp(reader) == .taken)
      } else {
        #expect(mapper.map(reader, into: &writer) == nil)
      }
    }
    #expect(mapper.counts.eventsRolledUp == 0)
    while mapper.writeUsage(into: &writer) {}
    #expect(mapper.counts.eventsRolledUp == 10)
    #expect(mapper.counts.usages == 3)
    #expect(mapper.counts.events == 0)
    #expect(mapper.counts.reports == 1)
    // What was not written is forgotten with its source, and not counted.
    mapper.begin(source: "other")
    #expect(mapper.usageFlush == nil)
    let events = try counted(text, options: eventOptions())
    #expect(events.events == 10)
    #expect(events.usages == 0)
  }

  /// The counts behind the records of usage of a text.
  private func counts(_ text: String, _ change: (inout MappingOptions) -> Void) throws -> MappingCounts {
    let mapping = eventOptions(rollup: .init(seconds: 3600, maxGroups: 100), change)
    let reader = RecordReader(events: mapping.events)
    var mapper = RecordMapper(mapping)
    mapper.begin(source: "test")
    reader.room().copyBytes(from: text.utf8)
    reader.added(text.utf8.count)
    while case .record = reader.next() { #expect(mapper.rollUp(reader) == .taken) }
    var writer = ByteWriter(capacity: 64)
    mapper.now = Timestamp(epochSeconds: noon.epochSeconds + 30 * 86_400)
    while mapper.writeUsage(into: &writer) {}
    return mapper.counts
  }

  @Test(
    "has a time that the service replaces where it is sent, and only there",
    arguments: [("Region", 1), ("EventTime", 0)])
  func replacedTimes(_ dropped: String, _ count: Int) throws {
    let found = try counts(Self.event(1, at: "10:00:00")) { $0.columns = ColumnPlan(.init(drop: [dropped])) }
    #expect(found.usages == 1 && found.replacedTimes == count)
  }

  @Test("counts a text that was cut once, also where the record was too long with the others whole")
  func truncated() throws {
    let text = TrailSample.event(["errorCode": "\"\(String(repeating: "x", count: 3000))\""])
    let found = try counts(text) {
      $0.fieldBytes = 2000
      $0.recordBytes = 1000
    }
    #expect(found.truncatedFields == 1)
  }

  @Test("is renamed, dropped and added to as other records are")
  func plan() throws {
    let columns = ColumnPlan.Changes(
      rename: ["UserName": "Who", "Uses": "Count"], drop: ["RecordSource", "UserAgent"], add: [("Env", "\"prod\"")])
    let found = try Self.usage(Self.event(1, at: "10:00:00")) { $0.columns = ColumnPlan(columns) }[0]
    #expect(found["Who"] as? String == "ann")
    #expect(found["Count"] as? Int == 1)
    #expect(found["RecordSource"] == nil)
    #expect(found["Env"] as? String == "prod")
  }
}
