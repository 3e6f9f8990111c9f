import GRDB

/// A row of `objects`, with what is spooled of it.
struct ObjectRow {
  static let columns = """
    id, tag, label, size, modified, resolved, end_records, end_cut_off, resume_record, resume_line, resume_byte, seen_day
    """

  let id: Int64
  var tag: String
  var label: String
  var size: Int64
  var modified: Int64
  /// Acknowledged and rejected.
  var resolved: RecordSpans
  var spooled: RecordSpans
  var end: ObjectEnd?
  var resume: ResumePoint?
  var seenDay: Int

  /// Reads a row of `columns`, and what is spooled of it.
  ///
  /// - Throws: `LedgerDamage` where it holds what cannot be.
  init(_ row: Row, _ database: Database) throws {
    id = try row.decode(forColumn: "id")
    tag = try row.decode(forColumn: "tag")
    label = try row.decode(forColumn: "label")
    size = try row.decode(forColumn: "size")
    modified = try row.decode(forColumn: "modified")
    seenDay = try row.decode(forColumn: "seen_day")
    resolved = try ObjectRow.spans(row.decode(forColumn: "resolved"))
    spooled = RecordSpans()
    if let records = try row.decode(Int?.self, forColumn: "end_records") {
      // The number after the last one must be a number too.
      guard (0..<Int.max).contains(records) else { throw LedgerDamage(reason: "a number of records is \(records)") }
      end = ObjectEnd(records: records, isLastCutOff: try row.decode(forColumn: "end_cut_off"))
    }
    if let record = try row.decode(Int?.self, forColumn: "resume_record") {
      let point = ResumePoint(
        record: record, line: try row.decode(forColumn: "resume_line"),
        byteOffset: try row.decode(forColumn: "resume_byte"))
      // Reading counts on from these.
      guard (1..<1 << 60).contains(record), (1..<1 << 60).contains(point.line),
        (0..<1 << 60).contains(point.byteOffset)
      else { throw LedgerDamage(reason: "reading is to go on at record \(record), byte \(point.byteOffset)") }
      resume = point
    }
    let texts = try String.fetchAll(
      database.cachedStatement(sql: "SELECT records FROM spooled WHERE object = ?"), arguments: [id])
    for text in texts { spooled.insert(try ObjectRow.spans(text)) }
  }

  static func spans(_ text: String) throws -> RecordSpans {
    guard let spans = RecordSpans(text) else { throw LedgerDamage(reason: "records are not as logship writes them") }
    return spans
  }

  var progress: ObjectProgress {
    var progress = ObjectProgress()
    progress.resolved = resolved
    progress.resolved.insert(spooled)
    progress.end = end
    progress.resume = resume
    return progress
  }

  /// Writes all that changes.
  func update(in database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        UPDATE objects SET tag = ?, label = ?, size = ?, modified = ?, resolved = ?, end_records = ?, end_cut_off = ?,
        resume_record = ?, resume_line = ?, resume_byte = ?, finished = ?, seen_day = ? WHERE id = ?
        """)
    try statement.execute(arguments: [
      tag, label, size, modified, resolved.description, end?.records, end?.isLastCutOff ?? false, resume?.record,
      resume?.line, resume?.byteOffset, progress.isFinished, seenDay, id,
    ])
  }

  /// Opens a record again that is dealt with, also where it lies in a spool file; `update` writes the rest down.
  mutating func reopen(_ record: Int, in database: Database) throws {
    let reopened = record..<record + 1
    resolved.remove(reopened)
    spooled.remove(reopened)
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: "SELECT file, records FROM spooled WHERE object = ?"), arguments: [id])
    for row in rows {
      var records = try ObjectRow.spans(row.decode(forColumn: "records"))
      guard records.contains(record) else { continue }
      records.remove(reopened)
      try database.execute(
        sql: "UPDATE spooled SET records = ? WHERE file = ? AND object = ?",
        arguments: [records.description, try row.decode(Int64.self, forColumn: "file"), id])
    }
  }
}
