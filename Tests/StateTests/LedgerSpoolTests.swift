import Testing

@testable import State

@Suite("The ledger, for spooled records")
struct LedgerSpoolTests {
  private let object = ObjectIdentity.sample()

  @Test("does not read spooled records again, and takes an object with nothing open for finished")
  func spooled() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.acknowledge([.of(object, "1-10")], accepted: 10, for: destination)
      try ledger.spool("f1", [.of(object, "11-20", resume: 20, end: 20)], for: destination)
    }
    try fixture.use { ledger, destination in
      let progress = try ledger.progress(of: object, for: destination)
      #expect(progress.resolved == RecordSpans("1-20"))
      #expect(progress.isFinished)
      #expect(try ledger.standings(of: [object], for: destination) == [.finished])
    }
  }

  @Test("keeps the records of a spool file that was accepted")
  func accepted() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.spool("f1", [.of(object, "1-20", end: 20)], for: destination)
      try ledger.acknowledge([], accepted: 19, for: destination)
      try ledger.spoolSettled("f1")
    }
    try fixture.use { ledger, destination in
      let reconciliation = try ledger.reconcile(existing: [])
      #expect(reconciliation == SpoolReconciliation(unknown: [], lost: []))
      #expect(try ledger.standings(of: [object], for: destination) == [.finished])
      let status = try ledger.status(lastRuns: 0)
      #expect(status.destinations.first?.recordsAccepted == 19)
    }
  }

  @Test("opens the records of a damaged spool file again, and only those that are nowhere else")
  func lost() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.acknowledge([.of(object, "1-10,15", resume: 10)], accepted: 11, for: destination)
      try ledger.spool("f1", [.of(object, "11-20", resume: 20)], for: destination)
      try ledger.spool("f2", [.of(object, "18-30", resume: 30, end: 30)], for: destination)
      let lost = try ledger.spoolLost("f1")
      #expect(lost == LostSpoolFile(file: "f1", destination: destination.key, reopened: 6))
      let unknown = try ledger.spoolLost("f1")
      #expect(unknown == nil)
    }
    try fixture.use { ledger, destination in
      let progress = try ledger.progress(of: object, for: destination)
      #expect(progress.resolved == RecordSpans("1-10,15,18-30"))
      // Reading must not begin behind what is open again.
      #expect((progress.resume?.record ?? 0) <= 11)
      #expect(!progress.isFinished)
      #expect(try ledger.standings(of: [object], for: destination) == [.open(progress)])
    }
  }

  @Test("compares itself with the folder after a crash")
  func reconciliation() throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.spool("f1", [.of(object, "1-10")], for: destination)
      try ledger.spool("f2", [.of(object, "11-20")], for: destination)
      try ledger.spool("f3", [], for: destination)
    }
    try fixture.use { ledger, destination in
      let found = try ledger.reconcile(existing: ["f9", "f2", "f8"])
      #expect(found.unknown == ["f8", "f9"])
      #expect(
        found.lost == [
          LostSpoolFile(file: "f1", destination: destination.key, reopened: 10),
          LostSpoolFile(file: "f3", destination: destination.key, reopened: 0),
        ])
      let progress = try ledger.progress(of: object, for: destination)
      #expect(progress.resolved == RecordSpans("11-20"))
      // A file that the ledger never knew is sent all the same.
      try ledger.spoolSettled("f9")
    }
  }

  @Test("keeps several stretches of one object in one spool file")
  func severalStretches() throws {
    try LedgerFixture().use { ledger, destination in
      try ledger.spool("f1", [.of(object, "1-3"), .of(object, "7-9")], for: destination)
      let progress = try ledger.progress(of: object, for: destination)
      #expect(progress.resolved == RecordSpans("1-3,7-9"))
      let lost = try ledger.spoolLost("f1")
      #expect(lost?.reopened == 6)
    }
  }

  @Test("refuses a spool file that it has, and leaves that as it was")
  func twice() throws {
    try LedgerFixture().use { ledger, destination in
      try ledger.spool("f1", [.of(object, "1-3")], for: destination)
      #expect(throws: StateError.self) { try ledger.spool("f1", [.of(object, "4")], for: destination) }
      let progress = try ledger.progress(of: object, for: destination)
      #expect(progress.resolved == RecordSpans("1-3"))
    }
  }
}
