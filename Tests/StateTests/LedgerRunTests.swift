import Testing

@testable import State

@Suite("The ledger, for runs")
struct LedgerRunTests {
  @Test("tells the last runs, the newest first, and one that was killed as without end")
  func history() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, _ in
      let first = try ledger.begin(run: "one")
      try ledger.finish(first, exitCode: 65, counts: #"{"recordsShipped":3}"#)
      _ = try ledger.begin(run: "two")
    }
    fixture.pass(days: 1)
    try fixture.use { ledger, _ in
      let third = try ledger.begin(run: "three")
      try ledger.finish(third, exitCode: 0, counts: "{}")
      let runs = try ledger.status(lastRuns: 3).runs
      #expect(runs.map(\.name) == ["three", "two", "one"])
      #expect(runs.map(\.exitCode) == [0, nil, 65])
      #expect(runs.map(\.ended) == [1_795_086_400, nil, 1_795_000_000])
      #expect(runs.last?.counts == #"{"recordsShipped":3}"#)
      #expect(try ledger.status(lastRuns: 1).runs.count == 1)
    }
  }

  @Test("drops old runs and no others")
  func pruning() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, _ in _ = try ledger.begin(run: "old") }
    fixture.pass(days: 50)
    try fixture.use { ledger, _ in _ = try ledger.begin(run: "newer") }
    fixture.pass(days: 41)
    try fixture.use { ledger, _ in
      let dropped = try ledger.prune(asOf: fixture.now, objectsUnseenFor: 400, runsOlderThan: 90)
      #expect(dropped.runs == 1)
      let runs = try ledger.status(lastRuns: 9).runs
      #expect(runs.map(\.name) == ["newer"])
    }
  }

  @Test("is sure of no later time than that of the last run before that ended well", arguments: [0, 65, 66, 77, nil])
  func surePoint(_ exitCode: Int?) throws {
    let fixture = try LedgerFixture()
    let first = fixture.now
    try fixture.use { ledger, _ in
      let run = try ledger.begin(run: "right")
      #expect(try ledger.surePoint(before: run) == nil)
      try ledger.finish(run, exitCode: 0, counts: "{}")
    }
    fixture.pass(days: 500)
    let second = fixture.now
    try fixture.use { ledger, _ in
      let run = try ledger.begin(run: "ahead")
      if let exitCode { try ledger.finish(run, exitCode: exitCode, counts: "{}") }
      #expect(try ledger.surePoint(before: run) == first)
    }
    fixture.pass(days: -499)
    try fixture.use { ledger, _ in
      let run = try ledger.begin(run: "right again")
      let isWell = exitCode == 0 || exitCode == 65
      #expect(try ledger.surePoint(before: run) == (isWell ? min(second, fixture.now) : first))
    }
  }

  @Test("knows when a source was last listed completely, for each destination")
  func listings() throws {
    let fixture = try LedgerFixture()
    let source = "s3://b/{yyyy}/"
    try fixture.use { ledger, destination in
      let before = try ledger.lastCompleteListing(of: source, for: destination)
      #expect(before == nil)
      let run = try ledger.begin(run: "one")
      try ledger.listedCompletely(source, for: destination, in: run)
    }
    fixture.pass(days: 2)
    try fixture.use { ledger, destination in
      let first = try ledger.lastCompleteListing(of: source, for: destination)
      #expect(first == 1_795_000_000)
      let other = try ledger.lastCompleteListing(of: source, for: ledger.destination("other"))
      #expect(other == nil)
      let run = try ledger.begin(run: "two")
      try ledger.listedCompletely(source, for: destination, in: run)
      let second = try ledger.lastCompleteListing(of: source, for: destination)
      #expect(second == 1_795_172_800)
    }
  }

  @Test("counts by destination")
  func status() throws {
    try LedgerFixture().use { ledger, first in
      let second = try ledger.destination("a")
      try ledger.acknowledge(
        [.of(.sample("1"), "1-3", end: 3), .of(.sample("2"), "1-3")], accepted: 5, for: first)
      try ledger.acknowledge([], accepted: 100, for: second)
      let destinations = try ledger.status(lastRuns: 0).destinations
      #expect(
        destinations == [
          .init(key: "a", recordsAccepted: 100, objects: 0, objectsFinished: 0),
          .init(key: "dataCollector/w/Log", recordsAccepted: 5, objects: 2, objectsFinished: 1),
        ])
    }
  }

  @Test("can be read while a run writes, and tells where there is none")
  func reading() throws {
    let fixture = try LedgerFixture()
    let none = try Ledger.reading(in: fixture.folder)
    #expect(none == nil)
    let writer = try fixture.open()
    let destination = try writer.destination("d")
    let reader = try #require(try Ledger.reading(in: fixture.folder))
    try writer.acknowledge([.of(.sample(), "1", end: 1)], accepted: 1, for: destination)
    #expect(try reader.status(lastRuns: 1).destinations.first?.recordsAccepted == 1)
    try reader.close()
    try writer.close()
  }
}
