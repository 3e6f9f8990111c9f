import Foundation
import Support
import Testing

@testable import State

@Suite("The ledger, for objects")
struct LedgerObjectTests {
  @Test("knows after a reopening which records are dealt with, and not that others are")
  func resumes() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.acknowledge([.of(.sample(), "1-500", resume: 500)], accepted: 500, for: destination)
      try ledger.acknowledge([.of(.sample(), "1001-1500", resume: 1500)], accepted: 500, for: destination)
    }
    try fixture.use { ledger, destination in
      let progress = try ledger.progress(of: .sample(), for: destination)
      #expect(progress.resolved == RecordSpans("1-500,1001-1500"))
      #expect(progress.resume == ResumePoint(record: 500, line: 500, byteOffset: 50_000))
      #expect(progress.end == nil)
      #expect(!progress.isFinished)
    }
  }

  @Test("keeps what was acknowledged although it was never closed")
  func crash() throws {
    let fixture = try LedgerFixture()
    let killed = try fixture.open()
    let destination = try killed.destination("d")
    try killed.acknowledge([.of(.sample(), "1-9", end: 9)], accepted: 9, for: destination)
    // What a kill leaves: the database and its log as they are now, without a checkpoint.
    let copy = try LedgerFixture()
    try FileManager.default.copyItem(atPath: fixture.folder.path, toPath: copy.folder.path)
    let walSize = try FileManager.default.attributesOfItem(atPath: "\(copy.path)-wal")[.size] as? Int
    #expect((walSize ?? 0) > 0)
    let ledger = try copy.open()
    #expect(try ledger.progress(of: .sample(), for: ledger.destination("d")).isFinished)
    try ledger.close()
    try killed.close()
  }

  @Test("is finished when every record up to the end is dealt with, in whatever order that is told")
  func finishing() throws {
    try LedgerFixture().use { ledger, destination in
      let object = ObjectIdentity.sample()
      try ledger.acknowledge([.of(object, "3", end: 3)], accepted: 1, for: destination)
      #expect(try ledger.standings(of: [object], for: destination) != [.finished])
      try ledger.acknowledge([.of(object, "1")], accepted: 1, for: destination)
      #expect(try !ledger.progress(of: object, for: destination).isFinished)
      try ledger.acknowledge([.of(object, "2")], accepted: 1, for: destination)
      #expect(try ledger.progress(of: object, for: destination).isFinished)
      #expect(try ledger.standings(of: [object], for: destination) == [.finished])
    }
  }

  @Test("takes an object without records for finished once it was read to its end")
  func empty() throws {
    try LedgerFixture().use { ledger, destination in
      #expect(try ledger.standings(of: [.sample()], for: destination) == [.unknown])
      try ledger.acknowledge([.of(.sample(), "", end: 0)], accepted: 0, for: destination)
      #expect(try ledger.standings(of: [.sample()], for: destination) == [.finished])
    }
  }

  @Test("moves the resume point only past records that are dealt with")
  func resumePoint() throws {
    try LedgerFixture().use { ledger, destination in
      let object = ObjectIdentity.sample()
      try ledger.acknowledge([.of(object, "11-20", resume: 20)], accepted: 10, for: destination)
      try ledger.acknowledge([.of(object, "21-30", resume: 30)], accepted: 10, for: destination)
      #expect(try ledger.progress(of: object, for: destination).resume == nil)
      try ledger.acknowledge([.of(object, "1-10", resume: 10)], accepted: 10, for: destination)
      #expect(try ledger.progress(of: object, for: destination).resume?.record == 30)
      try ledger.acknowledge([.of(object, "5-6", resume: 6)], accepted: 0, for: destination)
      #expect(try ledger.progress(of: object, for: destination).resume?.record == 30)
    }
  }

  @Test(
    "takes an object with another content, key or bucket for another",
    arguments: [
      ObjectIdentity.sample(eTag: "\"0000\""), .sample(size: 1001), .sample("keys/2026-11-24.json "),
      .sample("keys/2026-11-24.json\0"), .sample("keys/2026-11-24.json\\0"),
      .s3(bucket: "other", key: "keys/2026-11-24.json", eTag: "\"9b2c\"", size: 1000, modified: 0),
      .s3(
        bucket: "audit", key: "keys/2026-11-24.json", eTag: "\"9b2c\"", size: 1000, modified: 0, version: "v1",
        isVersion: true),
    ])
  func others(other: ObjectIdentity) throws {
    try LedgerFixture().use { ledger, destination in
      try ledger.acknowledge([.of(.sample(), "1", end: 1)], accepted: 1, for: destination)
      #expect(try ledger.progress(of: other, for: destination) == ObjectProgress())
      #expect(try ledger.standings(of: [other], for: destination) == [.unknown])
      try ledger.acknowledge([.of(other, "7")], accepted: 1, for: destination)
      #expect(try ledger.progress(of: other, for: destination).resolved == RecordSpans("7"))
      #expect(try ledger.progress(of: .sample(), for: destination).resolved == RecordSpans("1"))
    }
  }

  @Test("tells keys apart that Swift takes for equal")
  func composition() throws {
    try LedgerFixture().use { ledger, destination in
      let composed = ObjectIdentity.sample("caf\u{E9}")
      let decomposed = ObjectIdentity.sample("cafe\u{301}")
      #expect(composed != decomposed)
      try ledger.acknowledge([.of(composed, "1", end: 1)], accepted: 1, for: destination)
      #expect(try ledger.standings(of: [decomposed, composed], for: destination) == [.unknown, .finished])
    }
  }

  @Test("knows an object again whether or not its ETag comes with quotes, its version or its time")
  func sameObject() throws {
    try LedgerFixture().use { ledger, destination in
      try ledger.acknowledge([.of(.sample(), "1", end: 1)], accepted: 1, for: destination)
      let read = ObjectIdentity.s3(
        bucket: "audit", key: "keys/2026-11-24.json", eTag: "9b2c", size: 1000, modified: 5, version: "v1")
      #expect(try ledger.standings(of: [read], for: destination) == [.finished])
    }
  }

  @Test("keeps destinations apart, and knows them again")
  func destinations() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, first in
      let second = try ledger.destination("logsIngestion/dcr-1/Custom-Keys")
      try ledger.acknowledge([.of(.sample(), "1", end: 1)], accepted: 1, for: first)
      try ledger.acknowledge([.of(.sample(), "2")], accepted: 1, for: second)
      #expect(try ledger.progress(of: .sample(), for: second).resolved == RecordSpans("2"))
    }
    try fixture.use { ledger, first in
      #expect(try ledger.standings(of: [.sample()], for: first) == [.finished])
      let second = try ledger.destination("logsIngestion/dcr-1/Custom-Keys")
      #expect(try ledger.standings(of: [.sample()], for: second) != [.finished])
    }
  }

  @Test("finds late objects between and beside those that it knows")
  func lateObjects() throws {
    let shipped = ["T1305Z_M.json.gz", "T1310Z_A.json.gz"].map { ObjectIdentity.sample($0) }
    let late = ["T1305Z_B.json.gz", "T1255Z_Z.json.gz", "T1305Z_N.json.gz"].map { ObjectIdentity.sample($0) }
    try LedgerFixture().use { ledger, destination in
      try ledger.acknowledge(shipped.map { .of($0, "1-3", end: 3) }, accepted: 6, for: destination)
      let page = [late[1], late[0], shipped[0], late[2], shipped[1]]
      #expect(
        try ledger.standings(of: page, for: destination) == [.unknown, .unknown, .finished, .unknown, .finished])
    }
  }

  @Test("answers for a page in its order, with what is known of each")
  func page() throws {
    let page = (0..<1000).map { ObjectIdentity.sample("k\(999 - $0)") }
    try LedgerFixture().use { ledger, destination in
      let known = stride(from: 0, to: 1000, by: 2)
      try ledger.acknowledge(
        known.map { .of(page[$0], "1-4", end: $0 % 4 == 0 ? 4 : 5) }, accepted: 2000, for: destination)
      let standings = try ledger.standings(of: page, for: destination)
      for (index, standing) in standings.enumerated() {
        switch standing {
        case .unknown: #expect(index % 2 == 1)
        case .finished: #expect(index % 4 == 0)
        case .open(let progress):
          #expect(index % 4 == 2)
          #expect(progress.resolved == RecordSpans("1-4"))
        }
      }
      #expect(standings.count == 1000)
    }
  }

  @Test("takes acknowledgements of four threads at once, all of them")
  func concurrency() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      DispatchQueue.concurrentPerform(iterations: 4) { thread in
        for batch in 0..<50 {
          let first = 1 + (batch * 4 + thread) * 10
          let records = RecordSpans(first..<first + 10)
          do {
            try ledger.acknowledge(
              [Resolution(.sample(), records: records)], accepted: 10, for: destination)
          } catch {
            Issue.record(error)
          }
        }
      }
    }
    try fixture.use { ledger, destination in
      let resolved = try ledger.progress(of: .sample(), for: destination).resolved
      #expect(resolved == RecordSpans("1-2000"))
      let status = try ledger.status(lastRuns: 1)
      #expect(status.destinations.first?.recordsAccepted == 2000)
    }
  }

  @Test("notes all of an acknowledgement or nothing")
  func atomicity() throws {
    let fixture = try LedgerFixture()
    try fixture.use { _, _ in }
    try fixture.execute(
      """
      CREATE TRIGGER refuse BEFORE INSERT ON objects WHEN NEW.key = 'bad'
      BEGIN SELECT RAISE(ABORT, 'refused by the test'); END
      """)
    try fixture.use { ledger, destination in
      #expect(throws: StateError.self) {
        try ledger.acknowledge([.of(.sample("good"), "1"), .of(.sample("bad"), "1")], accepted: 2, for: destination)
      }
      let good = try ledger.progress(of: .sample("good"), for: destination)
      #expect(good == ObjectProgress())
      let status = try ledger.status(lastRuns: 1)
      #expect(status.destinations.first?.recordsAccepted == 0)
    }
  }

  @Test("drops objects that no listing has shown for long, and no others")
  func pruning() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.acknowledge([.of(.sample("gone"), "1", end: 1)], accepted: 1, for: destination)
      try ledger.acknowledge([.of(.sample("listed"), "1", end: 1)], accepted: 1, for: destination)
      try ledger.spool("f", [.of(.sample("spooled"), "1", end: 1)], for: destination)
    }
    fixture.pass(days: 300)
    try fixture.use { ledger, destination in
      _ = try ledger.standings(of: [.sample("listed")], for: destination)
    }
    fixture.pass(days: 101)
    try fixture.use { ledger, destination in
      let dropped = try ledger.prune(asOf: fixture.now, objectsUnseenFor: 400, runsOlderThan: 90)
      #expect(dropped.objects == 1)
      #expect(
        try ledger.standings(of: [.sample("gone"), .sample("listed"), .sample("spooled")], for: destination)
          == [.unknown, .finished, .finished])
    }
  }

  @Test("writes nothing in an idle run of the same day")
  func idle() throws {
    let fixture = try LedgerFixture()
    let page = (0..<100).map { ObjectIdentity.sample("k\($0)") }
    try fixture.use { ledger, destination in
      try ledger.acknowledge(page.map { .of($0, "1", end: 1) }, accepted: 100, for: destination)
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: fixture.path))
    try fixture.use { ledger, destination in
      let standings = try ledger.standings(of: page, for: destination)
      #expect(standings == [ObjectStanding](repeating: .finished, count: page.count))
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.path)) == before)
  }
}
