import GRDB

/// One run, as its history tells it.
public struct RunRecord: Sendable, Equatable {
  public let name: String
  /// Seconds since 1970.
  public let started: Int
  /// nil where the run goes on, or was killed.
  public let ended: Int?
  public let exitCode: Int?
  /// The run's report as JSON.
  public let counts: String?
}

/// A run that was begun and not yet finished.
public struct OpenRun: Sendable {
  let id: Int64
  public let name: String
  /// Seconds since 1970.
  public let started: Int
}

/// What the ledger knows, in numbers.
public struct LedgerStatus: Sendable, Equatable {
  public struct Destination: Sendable, Equatable {
    public let key: String
    /// Records that the destination accepted; those that it was sent twice count twice.
    public let recordsAccepted: Int
    public let objects: Int
    /// Objects of which nothing is open.
    public let objectsFinished: Int
  }

  /// The last ones, the newest first.
  public let runs: [RunRecord]
  public let destinations: [Destination]
}

extension Ledger {
  /// Notes the beginning of a run.
  public func begin(run name: String) throws(StateError) -> OpenRun {
    let started = now()
    return try write { database in
      try database.execute(sql: "INSERT INTO runs (name, started) VALUES (?, ?)", arguments: [name, started])
      return OpenRun(id: database.lastInsertedRowID, name: name, started: started)
    }
  }

  /// Notes the end of a run.
  ///
  /// - Parameters:
  ///   - run: What `begin` gave.
  ///   - exitCode: The code with which the process will end.
  ///   - counts: The run's report as JSON.
  /// - Throws: Where the ledger does not take it.
  public func finish(_ run: OpenRun, exitCode: Int, counts: String) throws(StateError) {
    try writeSeen()
    let ended = now()
    try write { database in
      try database.execute(
        sql: "UPDATE runs SET ended = ?, exit_code = ?, counts = ? WHERE id = ?",
        arguments: [ended, exitCode, StoredText.encode(counts), run.id])
    }
  }

  /// Notes that a run listed a source to its end.
  ///
  /// - Parameters:
  ///   - source: The source as given, with its template.
  ///   - destination: Where it is shipped to.
  ///   - run: The run that did; what appeared after its start may be missing.
  /// - Throws: Where the ledger does not take it.
  public func listedCompletely(
    _ source: String, for destination: LedgerDestination, in run: OpenRun
  ) throws(StateError) {
    try write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO listings (destination, source, started) VALUES (?, ?, ?)",
        arguments: [destination.id, StoredText.encode(source), run.started])
    }
  }

  /// When the last run began that listed a source to its end, in seconds since 1970; nil where none did.
  public func lastCompleteListing(
    of source: String, for destination: LedgerDestination
  ) throws(StateError) -> Int? {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT started FROM listings WHERE destination = ? AND source = ?",
        arguments: [destination.id, StoredText.encode(source)])
    }
  }

  /// Until when the clock is surely right: now, or the beginning of the last run before that ended well where that is
  /// earlier.
  ///
  /// A clock that is years ahead makes all there is too old; it also has AWS and Azure refuse every request, so that such
  /// a run does not end well.
  ///
  /// - Parameter run: The one that goes on.
  /// - Returns: Seconds since 1970; nil where no run before ended well.
  /// - Throws: Where the ledger cannot be read.
  public func surePoint(before run: OpenRun) throws(StateError) -> Int? {
    let started = try read { database in
      try Int.fetchOne(
        database, sql: "SELECT started FROM runs WHERE id < ? AND exit_code IN (0, 65) ORDER BY id DESC LIMIT 1",
        arguments: [run.id])
    }
    return started.map { min($0, now()) }
  }

  /// Drops what is too old: objects that no run has seen for long and of which nothing is spooled, and old runs.
  ///
  /// - Parameters:
  ///   - point: The time that ages are counted to, in seconds since 1970.
  ///   - objectDays: `ledger.keep` in days.
  ///   - runDays: `rejects.keep` in days.
  /// - Returns: How many objects and runs were dropped.
  /// - Throws: Where the ledger does not take it.
  @discardableResult
  public func prune(
    asOf point: Int, objectsUnseenFor objectDays: Int, runsOlderThan runDays: Int
  ) throws(StateError) -> (objects: Int, runs: Int) {
    try writeSeen()
    let firstDay = point / 86_400 - objectDays
    let firstStart = point - runDays * 86_400
    return try write { database in
      try database.execute(
        sql: "DELETE FROM objects WHERE seen_day < ? AND id NOT IN (SELECT object FROM spooled)", arguments: [firstDay])
      let objects = database.changesCount
      try database.execute(sql: "DELETE FROM runs WHERE started < ?", arguments: [firstStart])
      return (objects, database.changesCount)
    }
  }

  /// What the ledger knows, in numbers.
  ///
  /// - Parameter runs: How many of the last runs are told.
  /// - Returns: Runs, objects and records by destination.
  /// - Throws: Where the ledger cannot be read.
  public func status(lastRuns runs: Int) throws(StateError) -> LedgerStatus {
    try read { database in
      let history = try Row.fetchAll(
        database, sql: "SELECT name, started, ended, exit_code, counts FROM runs ORDER BY id DESC LIMIT ?",
        arguments: [runs]
      ).map { row in
        RunRecord(
          name: try row.decode(forColumn: "name"), started: try row.decode(forColumn: "started"),
          ended: try row.decode(forColumn: "ended"), exitCode: try row.decode(forColumn: "exit_code"),
          counts: try row.decode(String?.self, forColumn: "counts").map { StoredText.decode($0) })
      }
      let destinations = try Row.fetchAll(
        database,
        sql: """
          SELECT key, records_accepted,
            (SELECT count(*) FROM objects WHERE destination = d.id) AS objects,
            (SELECT count(*) FROM objects WHERE destination = d.id AND finished) AS finished
          FROM destinations AS d ORDER BY key
          """
      ).map { row in
        LedgerStatus.Destination(
          key: try row.decode(forColumn: "key"), recordsAccepted: try row.decode(forColumn: "records_accepted"),
          objects: try row.decode(forColumn: "objects"), objectsFinished: try row.decode(forColumn: "finished"))
      }
      return LedgerStatus(runs: history, destinations: destinations)
    }
  }
}
