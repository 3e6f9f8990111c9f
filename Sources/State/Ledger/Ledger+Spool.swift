import GRDB

/// Records whose spool file is gone or damaged: from files and S3 they are open again.
public struct LostSpoolFile: Sendable, Equatable {
  public let file: String
  /// The destination's key.
  public let destination: String
  /// How many records of objects that the ledger knows are open again.
  public let reopened: Int
}

/// What the spool folder and the ledger do not agree on.
public struct SpoolReconciliation: Sendable, Equatable {
  /// On disk, but not in the ledger: a run ended between the two.
  ///
  /// They are sent; their records are open and may be sent twice.
  public let unknown: [String]
  /// In the ledger, but not on disk.
  public let lost: [LostSpoolFile]
}

extension Ledger {
  /// Notes records as spooled, once their file is on disk.
  ///
  /// - Parameters:
  ///   - file: The spool file's name.
  ///   - resolutions: What it holds; none for standard input.
  ///   - destination: Where it is to be sent.
  /// - Throws: Where the ledger does not take it: all stays as it was.
  public func spool(
    _ file: String, _ resolutions: [Resolution], for destination: LedgerDestination
  ) throws(StateError) {
    try write { database in
      try database.execute(
        sql: "INSERT INTO spool_files (name, destination) VALUES (?, ?)", arguments: [file, destination.id])
      let id = database.lastInsertedRowID
      for resolution in resolutions {
        var row = try rowMade(for: resolution.object, destination, database)
        let before = try String.fetchOne(
          database, sql: "SELECT records FROM spooled WHERE file = ? AND object = ?", arguments: [id, row.id])
        var records = try before.map { try ObjectRow.spans($0) } ?? RecordSpans()
        records.insert(resolution.records)
        try database.execute(
          sql: "INSERT OR REPLACE INTO spooled (file, object, records) VALUES (?, ?, ?)",
          arguments: [id, row.id, records.description])
        row.spooled.insert(records)
        advance(&row, resolution)
        try row.update(in: database)
      }
    }
  }

  /// Notes that all records of a spool file are accepted or rejected, and forgets the file, which can be removed then.
  ///
  /// What the destination accepted is counted by `acknowledge`.
  ///
  /// - Parameter file: The spool file's name; one that the ledger does not know is no error.
  /// - Throws: Where the ledger does not take it.
  public func spoolSettled(_ file: String) throws(StateError) {
    try write { database in
      for (id, records) in try Ledger.contents(of: file, database) {
        guard var row = try Ledger.row(id, database) else { continue }
        row.resolved.insert(records)
        try row.update(in: database)
      }
      try database.execute(sql: "DELETE FROM spool_files WHERE name = ?", arguments: [file])
    }
  }

  /// Opens the records of a spool file again that is damaged.
  ///
  /// - Parameter file: The spool file's name.
  /// - Returns: nil where the ledger does not know the file.
  /// - Throws: Where the ledger does not take it.
  public func spoolLost(_ file: String) throws(StateError) -> LostSpoolFile? {
    try write { database in try Ledger.drop(file, database) }
  }

  /// Compares the ledger with the spool folder, and opens the records of files again that are gone.
  ///
  /// To be called once at the beginning of a run, before anything is spooled.
  ///
  /// - Parameter files: The names of all files in the spool.
  /// - Returns: Where the two do not agree.
  /// - Throws: Where the ledger cannot be read or written.
  public func reconcile(existing files: [String]) throws(StateError) -> SpoolReconciliation {
    let known = try read { database in
      try String.fetchAll(database, sql: "SELECT name FROM spool_files ORDER BY name")
    }
    let existing = Set(files)
    let gone = known.filter { !existing.contains($0) }
    let lost = gone.isEmpty ? [] : try write { database in try gone.compactMap { try Ledger.drop($0, database) } }
    return SpoolReconciliation(unknown: existing.subtracting(known).sorted(), lost: lost)
  }

  /// Forgets a spool file whose records were not all dealt with.
  private static func drop(_ file: String, _ database: Database) throws -> LostSpoolFile? {
    let key = try String.fetchOne(
      database,
      sql: """
        SELECT destinations.key FROM spool_files JOIN destinations ON destinations.id = spool_files.destination
        WHERE name = ?
        """,
      arguments: [file])
    guard let key else { return nil }
    let contents = try contents(of: file, database)
    try database.execute(sql: "DELETE FROM spool_files WHERE name = ?", arguments: [file])
    var reopened = 0
    for (id, records) in contents {
      guard var row = try row(id, database) else { continue }
      var open = records
      open.remove(row.progress.resolved)
      reopened += open.count
      if let point = row.resume, point.record > row.progress.resolved.frontier { row.resume = nil }
      try row.update(in: database)
    }
    if reopened > 0 {
      // What is open again may lie in a day before the last complete listing, which no run would list any more.
      try database.execute(
        sql: "DELETE FROM listings WHERE destination = (SELECT id FROM destinations WHERE key = ?)", arguments: [key])
    }
    return LostSpoolFile(file: file, destination: key, reopened: reopened)
  }

  private static func contents(
    of file: String, _ database: Database
  ) throws -> [(object: Int64, records: RecordSpans)] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT object, records FROM spooled JOIN spool_files ON spool_files.id = spooled.file WHERE name = ?
        """,
      arguments: [file])
    return try rows.map { row in
      (try row.decode(forColumn: "object"), try ObjectRow.spans(row.decode(forColumn: "records")))
    }
  }
}
