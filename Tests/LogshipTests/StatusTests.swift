import Foundation
import Glibc
import State
import Testing

@testable import logship

@Suite struct StatusTests {
  private let key = StateFixture.key

  private func status(_ state: StateFixture, configured: String? = StateFixture.key) throws -> StateStatus {
    try StateStatus(of: state.folder, configured: [configured].compactMap(\.self))
  }

  /// The text with the state folder's path as `STATE`.
  private func text(_ state: StateFixture, configured: String? = StateFixture.key) throws -> String {
    try status(state, configured: configured).text.replacing(state.folder.path, with: "STATE")
  }

  private func json(_ state: StateFixture, configured: String? = StateFixture.key) throws -> String {
    try status(state, configured: configured).json.compact.replacing(state.folder.path, with: "STATE")
  }

  @Test func `A state folder that is not there is told, and not made`() throws {
    let state = try StateFixture()
    #expect(try text(state) == "no state folder yet at STATE: nothing was shipped from here\n")
    #expect(
      try json(state)
        == #"{"state": "STATE", "exists": false, "running": null, "runs": [], "destinations": [], "#
        + #""damagedSpoolFiles": [], "rejects": {"files": 0, "bytes": 0, "oldest": null}}"#)
    #expect(!FileManager.default.fileExists(atPath: state.folder.path))
  }

  @Test func `An empty state folder has no run, and the configured destination with nothing in it`() throws {
    let state = try StateFixture()
    try state.folder.make()
    let status = try status(state)
    #expect(status.exists && status.lock == nil && status.runs == [])
    #expect(status.destinations == [.init(key: key, isConfigured: true)])
    #expect(try state.contents().isEmpty)
  }

  @Test func `A run is told with its time, code, records and duration, the newest first`() throws {
    let state = try StateFixture()
    try state.ship("one", objects: 2, open: 1)
    try state.ledger(after: 3_600) { ledger in
      try ledger.finish(ledger.begin(run: "two"), exitCode: 75, counts: "no report")
    }
    let runs = try status(state).runs
    #expect(runs.map(\.name) == ["two", "one"] && runs.map(\.course) == [.ended, .ended])
    #expect(runs.map(\.started.description) == ["2026-11-25T04:00:02Z", "2026-11-25T03:00:02Z"])
    #expect(runs.map(\.exitCode) == [75, 0] && runs.map(\.recordsShipped) == [nil, 30])
    #expect(runs.map(\.secondsText) == ["0.000", "12.345"])
  }

  @Test func `A run without an end is going on while the lock is held, and was interrupted else`() throws {
    let state = try StateFixture()
    try state.ledger { _ = try $0.begin(run: "killed") }
    try state.ledger { _ = try $0.begin(run: "last") }
    #expect(try status(state).runs.map(\.course) == [.interrupted, .interrupted])
    let lock = try StateLock.acquire(in: state.folder, command: "logship ship")
    #expect(try status(state).runs.map(\.course) == [.running, .interrupted])
    withExtendedLifetime(lock) {}
  }

  @Test func `Who holds the state folder is told, and is not disturbed`() throws {
    let state = try StateFixture()
    var lock: StateLock? = try StateLock.acquire(in: state.folder, command: "logship ship")
    let held = try status(state)
    #expect(held.lock?.holder?.pid == getpid())
    #expect(held.text.contains("\na run is going on: process \(getpid()) (logship ship, since "))
    #expect(held.json.compact.contains(#""running": {"pid": \#(getpid()), "command": "logship ship", "since": "20"#))
    withExtendedLifetime(lock) {}
    lock = nil
    // A program that another test starts at the same moment has all descriptors until it runs.
    lock = try StateLock.acquire(in: state.folder, command: "logship ship", wait: .seconds(20))
    withExtendedLifetime(lock) {}
  }

  @Test func `A lock that is free does not stay taken`() throws {
    let state = try StateFixture()
    try state.folder.make()
    _ = try state.temporary.write("state/lock", text: #"{"pid":1,"command":"logship ship","since":1}"#)
    for _ in 1...3 { #expect(try status(state).lock == nil) }
    let lock = try StateLock.acquire(in: state.folder, command: "logship ship", wait: .seconds(20))
    withExtendedLifetime(lock) {}
  }

  @Test func `Objects, records and spooled batches are told by destination`() throws {
    let state = try StateFixture()
    let other = "dataCollector/01234567-89ab-cdef-0123-456789abcdef/Other"
    try state.ship("one", objects: 2, open: 1)
    try state.ship("two", objects: 1, open: 0, to: other)
    try state.spool(after: 60)
    try state.spool(after: -60)
    try state.spool(to: "dataCollector/new/In_No_Ledger")
    let destinations = try status(state).destinations
    #expect(destinations.map(\.key) == [key, other, "dataCollector/new/In_No_Ledger"])
    #expect(destinations.map(\.isConfigured) == [true, false, false])
    #expect(destinations.map(\.recordsAccepted) == [30, 10, 0])
    #expect(destinations.map(\.objects) == [3, 1, 0] && destinations.map(\.objectsFinished) == [2, 1, 0])
    #expect(destinations.map(\.spool.count) == [2, 0, 1])
    #expect(destinations[0].spool.oldest?.description == "2026-11-25T02:59:02Z")
    #expect(destinations[0].spool.bytes == (try Spool(in: state.folder).files.prefix(2).reduce(0) { $0 + $1.bytes }))
  }

  @Test func `A spooled batch whose destination is no longer configured is named`() throws {
    let state = try StateFixture()
    try state.spool()
    let words =
      "\(key) is no longer configured: what is in its spool stays until a run or `logship replay` has that "
      + "destination again\n"
    #expect(try !text(state).contains("no longer configured"))
    #expect(try text(state, configured: "dataCollector/w/New").contains(words))
    #expect(try text(state, configured: nil).contains(words))
  }

  @Test func `Spool files without a header are told as one destination that nobody knows`() throws {
    let state = try StateFixture()
    try state.folder.make()
    for number in 1...2 {
      _ = try state.temporary.write("state/spool/00000000000\(number)-0011223344556677.batch", text: "junk")
    }
    let destinations = try status(state, configured: nil).destinations
    #expect(destinations.map(\.key) == [nil] && destinations.map(\.spool.count) == [2])
    #expect(try text(state).contains("\nspool files of which the destination cannot be told are damaged: "))
  }

  @Test func `A damaged spool file that was moved aside is named with its size`() throws {
    let state = try StateFixture()
    let path = try state.spool()
    let size = try #require(FileManager.default.contents(atPath: path)?.count)
    try FileHandle(forWritingTo: URL(fileURLWithPath: path)).write(contentsOf: Data("X".utf8))
    let spool = try Spool(in: state.folder)
    _ = try spool.read(#require(spool.files.first), bodyLimit: 1_000)
    let name = try #require(path.split(separator: "/").last)
    #expect(try status(state).damaged == [.init(path: "\(state.folder.path)/spool/damaged/\(name)", bytes: size)])
    #expect(try text(state).contains("\ndamaged spool file, moved aside: STATE/spool/damaged/\(name) (\(size) B)\n"))
  }

  @Test func `Rejects are counted over all runs`() throws {
    let state = try StateFixture()
    try state.reject("one", after: -86_400)
    try state.reject("two")
    let rejects = try status(state).rejects
    #expect(rejects.count == 2 && rejects.bytes == 48 && rejects.oldest?.description == "2026-11-24T03:00:02Z")
  }

  @Test func `The text has everything in columns`() throws {
    let state = try StateFixture()
    try state.ship("one", objects: 130, open: 1)
    try state.ledger(after: 60) { _ = try $0.begin(run: "two") }
    try state.reject("one")
    #expect(
      try text(state) == """
        state folder: STATE
        no run is going on

        last runs             seconds  exit  records shipped  billed, about
        2026-11-25T03:01:02Z        -     -                -              -  interrupted
        2026-11-25T03:00:02Z   12.345     0            1,310       241.3 kB

        destination                                                               records accepted  objects  finished  spool files  spool size  oldest in spool
        dataCollector/01234567-89ab-cdef-0123-456789abcdef/AWS_Access_Key_Report             1,310      131       130            0         0 B  -

        rejects: 1 file in STATE/rejects, 24 B, the oldest of 2026-11-25T03:00:02Z

        """)
  }

  @Test func `The JSON has the documented names`() throws {
    let state = try StateFixture()
    try state.ship("20261125T030002Z-7", objects: 1, open: 1)
    try state.spool()
    try state.reject("one")
    let bytes = try Spool(in: state.folder).totalBytes
    #expect(
      try json(state)
        == #"{"state": "STATE", "exists": true, "running": null, "#
        + #""runs": [{"name": "20261125T030002Z-7", "started": "2026-11-25T03:00:02Z", "course": "ended", "#
        + #""exitCode": 0, "recordsShipped": 20, "bytesBilledEstimate": 241300, "seconds": 12.345}], "#
        + #""destinations": [{"destination": "\#(key)", "configured": true, "recordsAccepted": 20, "objects": 2, "#
        + #""objectsFinished": 1, "spool": {"files": 1, "bytes": \#(bytes), "oldest": "2026-11-25T03:00:02Z"}}], "#
        + #""damagedSpoolFiles": [], "rejects": {"files": 1, "bytes": 24, "oldest": "2026-11-25T03:00:02Z"}}"#)
  }

  @Test func `Nothing in the state folder is changed`() throws {
    let state = try StateFixture()
    try state.ship("one", objects: 1, open: 1)
    try state.spool()
    try state.reject("one")
    let before = try state.contents()
    _ = try status(state)
    // Whoever reads an SQLite database with a write-ahead log makes these two, empty of anything that was shipped.
    let after = try state.contents().filter { $0.key != "ledger.sqlite-shm" }
    #expect(after["ledger.sqlite-wal"] ?? Data() == Data())
    #expect(after.filter { $0.key != "ledger.sqlite-wal" } == before)
  }

  @Test func `A ledger that a run has open is read as it stands`() throws {
    let state = try StateFixture()
    let ledger = try Ledger(in: state.folder, now: { StateFixture.now })
    let run = try ledger.begin(run: "one")
    #expect(try status(state).runs.map(\.name) == ["one"])
    try ledger.finish(run, exitCode: 0, counts: "{}")
    #expect(try status(state).runs.map(\.exitCode) == [0])
    try ledger.close()
  }

  @Test func `A damaged ledger is an error with its path and the way out`() throws {
    let state = try StateFixture()
    try state.folder.make()
    let path = try state.temporary.write("state/ledger.sqlite", text: String(repeating: "junk ", count: 1_000))
    let error = #expect(throws: StateError.self) { try status(state) }
    #expect(error?.description.contains(path) == true)
    #expect(error?.remedy.hasPrefix("Move ledger.sqlite") == true)
  }
}
