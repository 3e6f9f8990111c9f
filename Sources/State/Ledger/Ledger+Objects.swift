import Foundation
import GRDB

/// What a listing needs to know of an object.
public enum ObjectStanding: Sendable, Equatable {
  /// Nothing is known of this content of the object.
  case unknown
  /// Some of its records are open, or it was not read to its end.
  case open(ObjectProgress)
  /// No record is open: there is nothing to read.
  case finished
}

extension Ledger {
  /// How many rows are noted as seen before they are written down.
  private static let mostSeen = 50_000
  /// How many beginnings of records behind open ones are kept of an object.
  private static let mostCandidates = 256

  /// The destination under a key, which is noted if it is new.
  ///
  /// - Parameter key: Such as `dataCollector/<workspace id>/<log type>`; no secret.
  /// - Returns: What the other calls want.
  /// - Throws: Where the ledger cannot be read or written.
  public func destination(_ key: String) throws(StateError) -> LedgerDestination {
    if let known = memory.withLock({ $0.destinations[key] }) { return known }
    let destination = try write { database in
      try database.execute(sql: "INSERT INTO destinations (key) VALUES (?) ON CONFLICT DO NOTHING", arguments: [key])
      let id = try Int64.fetchOne(database, sql: "SELECT id FROM destinations WHERE key = ?", arguments: [key])
      guard let id else { throw LedgerDamage(reason: "a destination is not found under its key") }
      return LedgerDestination(id: id, key: key)
    }
    memory.withLock { $0.destinations[key] = destination }
    return destination
  }

  /// What is known of one object.
  func progress(
    of object: ObjectIdentity, for destination: LedgerDestination
  ) throws(StateError) -> ObjectProgress {
    try read { database in try Ledger.row(of: object, destination, database)?.progress ?? ObjectProgress() }
  }

  /// What is known of the objects of a page of a listing, by one query.
  ///
  /// They count as seen today. That is written once a day for each, and later: at the latest with `finish`, `prune`
  /// or `close`.
  ///
  /// - Parameters:
  ///   - page: Objects of one bucket.
  ///   - destination: Where they are shipped to.
  /// - Returns: One answer for each object, in their order.
  /// - Throws: Where the ledger cannot be read.
  public func standings(
    of page: [ObjectIdentity], for destination: LedgerDestination
  ) throws(StateError) -> [ObjectStanding] {
    guard let first = page.first else { return [] }
    let today = today
    var unwritten: [Int64] = []
    let standings = try read { database in
      // The index of the page, not its keys' order, leads back: not every server lists in the order of bytes.
      let rows = try Row.fetchCursor(
        database.cachedStatement(
          sql: """
            SELECT p.key AS place, o.id, o.tag, o.finished, o.seen_day FROM json_each(?) AS p
            CROSS JOIN objects AS o
              ON o.destination = ? AND o.kind = ? AND o.container = ? AND o.key = p.value
            """),
        arguments: [
          Ledger.json(page.map { StoredText.encode($0.key) }), destination.id, first.kind.rawValue,
          StoredText.encode(first.container),
        ])
      var standings = [ObjectStanding](repeating: .unknown, count: page.count)
      var open: [(place: Int, id: Int64)] = []
      while let row = try rows.next() {
        let place = try row.decode(Int.self, forColumn: "place")
        let tag = try row.decode(String.self, forColumn: "tag")
        guard page.indices.contains(place), tag.utf8.elementsEqual(StoredText.encode(page[place].tag).utf8),
          page[place].kind == first.kind, page[place].container.utf8.elementsEqual(first.container.utf8)
        else { continue }
        let id = try row.decode(Int64.self, forColumn: "id")
        if try row.decode(Int.self, forColumn: "seen_day") < today { unwritten.append(id) }
        if try row.decode(Bool.self, forColumn: "finished") {
          standings[place] = .finished
        } else {
          open.append((place, id))
        }
      }
      for (place, id) in open {
        if let row = try Ledger.row(id, database) { standings[place] = .open(row.progress) }
      }
      return standings
    }
    try saw(unwritten)
    return standings
  }

  /// Notes records as dealt with: accepted by the destination, or rejected with the reject on disk.
  ///
  /// - Parameters:
  ///   - resolutions: Of any number of objects; none for records that no ledger knows, such as those of standard input.
  ///   - accepted: How many records the destination accepted, for `status`.
  ///   - destination: Where they went.
  /// - Throws: Where the ledger does not take it: none of the records is noted then.
  public func acknowledge(
    _ resolutions: [Resolution], accepted: Int, for destination: LedgerDestination
  ) throws(StateError) {
    guard !resolutions.isEmpty || accepted > 0 else { return }
    try write { database in
      try Ledger.count(accepted, destination, database)
      try resolve(resolutions, destination, database)
    }
  }

  /// Remembers rows as seen today.
  func saw(_ rows: [Int64]) throws(StateError) {
    guard !rows.isEmpty else { return }
    let count = memory.withLock { memory in
      memory.seen += rows
      return memory.seen.count
    }
    if count >= Ledger.mostSeen { try writeSeen() }
  }

  /// Writes down which objects were seen.
  func writeSeen() throws(StateError) {
    let seen = memory.withLock { memory in
      defer { memory.seen = [] }
      return memory.seen
    }
    guard !seen.isEmpty else { return }
    let ids = "[\(seen.map { "\($0)" }.joined(separator: ","))]"
    try write { database in
      try database.execute(
        sql: "UPDATE objects SET seen_day = ? WHERE id IN (SELECT value FROM json_each(?)) AND seen_day < ?",
        arguments: [today, ids, today])
    }
  }
}

extension Ledger {
  static func row(_ id: Int64, _ database: Database) throws -> ObjectRow? {
    let statement = try database.cachedStatement(sql: "SELECT \(ObjectRow.columns) FROM objects WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id]).map { try ObjectRow($0, database) }
  }

  static func row(
    of object: ObjectIdentity, _ destination: LedgerDestination, _ database: Database
  ) throws -> ObjectRow? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT \(ObjectRow.columns) FROM objects
        WHERE destination = ? AND kind = ? AND container = ? AND key = ? AND tag = ?
        """)
    return try Row.fetchOne(
      statement,
      arguments: [
        destination.id, object.kind.rawValue, StoredText.encode(object.container), StoredText.encode(object.key),
        StoredText.encode(object.tag),
      ]
    ).map { try ObjectRow($0, database) }
  }

  /// The row of an object, made if there is none.
  func rowMade(
    for object: ObjectIdentity, _ destination: LedgerDestination, _ database: Database
  ) throws -> ObjectRow {
    if let row = try Ledger.row(of: object, destination, database) { return row }
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO objects (destination, kind, container, key, tag, label, size, modified, version, seen_day)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    try statement.execute(arguments: [
      destination.id, object.kind.rawValue, StoredText.encode(object.container), StoredText.encode(object.key),
      StoredText.encode(object.tag), StoredText.encode(object.label), object.size, object.modified,
      object.version.map { StoredText.encode($0) }, today,
    ])
    guard let row = try Ledger.row(database.lastInsertedRowID, database) else {
      throw LedgerDamage(reason: "a row is gone that was just written")
    }
    return row
  }

  /// Adds records to what is resolved.
  func resolve(_ resolutions: [Resolution], _ destination: LedgerDestination, _ database: Database) throws {
    for resolution in resolutions {
      var row = try rowMade(for: resolution.object, destination, database)
      row.resolved.insert(resolution.records)
      advance(&row, resolution)
      try row.update(in: database)
    }
  }

  /// Moves a row's end and its resume point as far as its records allow.
  func advance(_ row: inout ObjectRow, _ resolution: Resolution) {
    if let end = resolution.end { row.end = end }
    row.seenDay = max(row.seenDay, today)
    let progress = row.progress
    let frontier = progress.resolved.frontier
    let best = memory.withLock { memory in
      var points = memory.candidates.removeValue(forKey: row.id) ?? []
      if let point = resolution.resume { points.append(point) }
      let best = points.filter { $0.record <= frontier }.max { $0.record < $1.record }
      points.removeAll { $0.record <= frontier }
      if points.count > Ledger.mostCandidates {
        points.sort { $0.record < $1.record }
        points.removeFirst(points.count - Ledger.mostCandidates)
      }
      if !points.isEmpty, !progress.isFinished { memory.candidates[row.id] = points }
      return best
    }
    if let best, best.record > row.resume?.record ?? 0 { row.resume = best }
  }

  static func count(_ accepted: Int, _ destination: LedgerDestination, _ database: Database) throws {
    guard accepted > 0 else { return }
    try database.cachedStatement(sql: "UPDATE destinations SET records_accepted = records_accepted + ? WHERE id = ?")
      .execute(arguments: [accepted, destination.id])
  }

  func forget(_ id: Int64, _ database: Database) throws {
    memory.withLock { $0.candidates[id] = nil }
    try database.execute(sql: "DELETE FROM spooled WHERE object = ?", arguments: [id])
    try database.execute(sql: "DELETE FROM objects WHERE id = ?", arguments: [id])
  }

  private static func json(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }
}
