import Foundation
import GRDB
import Support
import Testing

@testable import State

@Suite("A ledger that cannot be used")
struct LedgerDamageTests {
  /// A ledger of many pages.
  private func filled() throws -> LedgerFixture {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      let many = (0..<2000).map { Resolution.of(.sample("key-\($0)"), "1-3", end: 3) }
      try ledger.acknowledge(many, accepted: 6000, for: destination)
    }
    return fixture
  }

  private func bytes(_ fixture: LedgerFixture) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: fixture.path))
  }

  private static let damages: [(String, @Sendable (inout Data) -> Void)] = [
    ("garbage", { $0 = Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }) }),
    ("a text", { $0 = Data("this is no database, but a text that is longer than a header\n".utf8) }),
    ("cut in the header", { $0 = $0.prefix(50) }),
    ("cut to the first page", { $0 = $0.prefix(4096) }),
    ("cut in the middle", { $0 = $0.prefix($0.count / 2) }),
    ("a flipped byte in the magic", { $0[3] ^= 0xFF }),
    ("a flipped byte in the page size", { $0[16] ^= 0xFF }),
    ("a flipped byte in the version", { $0[18] ^= 0x40 }),
    ("a flipped byte in the encoding", { $0[59] ^= 0xFF }),
    ("a page of zeros", { $0.replaceSubrange(8192..<12_288, with: Data(count: 4096)) }),
    (
      "a page of noise", { data in for place in 12_288..<16_384 { data[place] = UInt8(truncatingIfNeeded: place * 7) } }
    ),
  ]

  @Test("because of damage is reported with its path and what to do, and left as it is", arguments: 0..<damages.count)
  func damage(index: Int) throws {
    let (name, change) = Self.damages[index]
    let fixture = try filled()
    var data = try bytes(fixture)
    change(&data)
    try data.write(to: URL(fileURLWithPath: fixture.path))
    let error = #expect(throws: StateError.self, "\(name)") {
      let ledger = try fixture.open()
      let destination = try ledger.destination("dataCollector/w/Log")
      let page = (0..<2000).map { ObjectIdentity.sample("key-\($0)") }
      _ = try ledger.standings(of: page, for: destination)
    }
    let words = error?.description ?? ""
    #expect(words.contains(fixture.path), "\(name): \(words)")
    #expect(words.contains("Move ledger.sqlite") || words.contains("Make it and its folder writable"), "\(words)")
    #expect(try bytes(fixture) == data, "\(name)")
  }

  @Test(
    "because a row says what logship never writes is reported when that is met",
    arguments: [
      "UPDATE objects SET resolved = '3-1'", "UPDATE objects SET resolved = x'00ff'",
      "UPDATE objects SET end_records = -1", "UPDATE objects SET end_records = 'many'",
      "UPDATE objects SET resume_record = 1", "UPDATE objects SET size = 'large'",
      "UPDATE objects SET resume_record = 0, resume_line = 1, resume_byte = 0",
      "UPDATE objects SET resume_record = 1, resume_line = 9223372036854775807, resume_byte = 0",
      "UPDATE objects SET resume_record = 1, resume_line = 1, resume_byte = -1",
    ])
  func rows(sql: String) throws {
    let fixture = try LedgerFixture()
    try fixture.use { ledger, destination in
      try ledger.acknowledge([.of(.sample(), "1")], accepted: 1, for: destination)
    }
    try fixture.execute(sql)
    try fixture.use { ledger, destination in
      let error = #expect(throws: StateError.self) { try ledger.progress(of: .sample(), for: destination) }
      #expect(error?.description.contains("is damaged") == true)
    }
  }

  @Test("because it is another program's database is refused and not changed")
  func foreign() throws {
    let fixture = try LedgerFixture()
    try fixture.folder.make()
    try fixture.execute("CREATE TABLE mine (a); INSERT INTO mine VALUES (1);")
    let before = try bytes(fixture)
    let error = #expect(throws: StateError.self) { try fixture.open() }
    #expect(error?.description.contains("not a ledger of logship") == true)
    #expect(try bytes(fixture) == before)
  }

  @Test("because a newer logship wrote it is refused and not changed")
  func newer() throws {
    let fixture = try filled()
    try fixture.execute("INSERT INTO grdb_migrations VALUES ('2')")
    let before = try bytes(fixture)
    let error = #expect(throws: StateError.self) { try fixture.open() }
    #expect(error?.description.contains("a newer version of logship wrote it") == true)
    #expect(throws: StateError.self) { try Ledger.reading(in: fixture.folder) }
    #expect(try bytes(fixture) == before)
  }

  @Test("until it is migrated keeps what it knows then, and is not migrated by reading")
  func migration() throws {
    let fixture = try LedgerFixture()
    try fixture.folder.make()
    try fixture.execute(LedgerSchemaFixture.first)
    try fixture.use { ledger, destination in
      let known = ObjectIdentity.s3(
        bucket: "audit", key: "keys/old.csv", eTag: "\"0a1b\"", size: 77, modified: 1_790_000_000)
      let progress = try ledger.progress(of: known, for: destination)
      #expect(progress.resolved == RecordSpans("1-5,9"))
      let lost = try ledger.spoolLost("000000000004-0123456789abcdef.batch")
      #expect(lost?.reopened == 3)
    }
    // What a later logship does with the ledger of this one.
    var later = LedgerSchema.migrator
    later.registerMigration("2") { try $0.execute(sql: "ALTER TABLE objects ADD COLUMN later TEXT DEFAULT 'x'") }
    let ledger = try Ledger(in: fixture.folder, migrator: later, now: { 0 })
    let destination = try ledger.destination("dataCollector/w/Log")
    let status = try ledger.status(lastRuns: 1)
    #expect(status.destinations.first?.objects == 1)
    #expect(status.destinations.first?.key == destination.key)
    try ledger.close()
    #expect(throws: StateError.self) { try fixture.open() }
  }

  @Test("because its first opening was cut short is opened by the next")
  func interruptedOpening() throws {
    let fixture = try LedgerFixture()
    try fixture.folder.make()
    try fixture.execute("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    try fixture.use { ledger, destination in
      try ledger.acknowledge([.of(.sample(), "1", end: 1)], accepted: 1, for: destination)
    }
  }

  @Test("because its folder is a file says so")
  func notAFolder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("state", text: "")
    let error = #expect(throws: StateError.self) { try Ledger(in: StateFolder(path: path)) }
    #expect(error?.description.contains(path) == true)
  }

  @Test("is for its owner alone, with all files that belong to it, and brings every commit to disk")
  func permissionsAndDurability() throws {
    let fixture = try LedgerFixture()
    let ledger = try fixture.open()
    _ = try ledger.destination("d")
    for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(fixture.folder.path)/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let folder = try FileManager.default.attributesOfItem(atPath: fixture.folder.path)
    #expect(folder[.posixPermissions] as? Int == 0o700)
    #expect(try ledger.database.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    #expect(try ledger.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    try ledger.close()
  }
}

/// The ledger as its first schema wrote it; it never changes.
enum LedgerSchemaFixture {
  static let first = """
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = 1819240307;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1');
    CREATE TABLE destinations (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, records_accepted INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE objects (
      id INTEGER PRIMARY KEY AUTOINCREMENT, destination INTEGER NOT NULL REFERENCES destinations(id),
      kind TEXT NOT NULL, container TEXT NOT NULL, key TEXT NOT NULL, tag TEXT NOT NULL, label TEXT NOT NULL,
      size INTEGER NOT NULL, modified INTEGER NOT NULL, version TEXT, resolved TEXT NOT NULL DEFAULT '',
      end_records INTEGER, end_cut_off INTEGER NOT NULL DEFAULT 0, resume_record INTEGER, resume_line INTEGER,
      resume_byte INTEGER, finished INTEGER NOT NULL DEFAULT 0, seen_day INTEGER NOT NULL,
      UNIQUE (destination, kind, container, key, tag));
    CREATE INDEX objects_by_seen_day ON objects(seen_day);
    CREATE TABLE spool_files (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, destination INTEGER NOT NULL REFERENCES destinations(id));
    CREATE TABLE spooled (
      file INTEGER NOT NULL REFERENCES spool_files(id) ON DELETE CASCADE,
      object INTEGER NOT NULL REFERENCES objects(id), records TEXT NOT NULL,
      PRIMARY KEY (file, object)) WITHOUT ROWID;
    CREATE INDEX spooled_by_object ON spooled(object);
    CREATE TABLE listings (
      destination INTEGER NOT NULL REFERENCES destinations(id), source TEXT NOT NULL, started INTEGER NOT NULL,
      PRIMARY KEY (destination, source)) WITHOUT ROWID;
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, exit_code INTEGER,
      counts TEXT);
    INSERT INTO destinations VALUES (1, 'dataCollector/w/Log', 3);
    INSERT INTO objects VALUES
      (1, 1, 's3', 'audit', 'keys/old.csv', '0a1b 77', '', 77, 1790000000, NULL, '1-2,9', 12, 0, 2, 3, 40, 0, 20700);
    INSERT INTO spool_files VALUES (1, '000000000004-0123456789abcdef.batch', 1);
    INSERT INTO spooled VALUES (1, 1, '3-5');
    """
}
