import GRDB

/// A local file as the ledger knows it.
public struct RecognisedFile: Sendable, Equatable {
  /// Under which its records are to be acknowledged.
  public let identity: ObjectIdentity
  public let progress: ObjectProgress
}

extension Ledger {
  /// What is known of a local file, whatever its name is now.
  ///
  /// A file that grew is continued: its end is open again, and its last record too where that was cut off. One that is
  /// shorter than it was, or was changed without growing, begins anew, and so does one with another beginning. All
  /// that can tell a file that grew from one that was rewritten longer is its beginning.
  ///
  /// - Parameters:
  ///   - file: The file as it is now.
  ///   - destination: Where it is shipped to.
  /// - Returns: Its identity and what of it is dealt with.
  /// - Throws: Where the ledger cannot be read or written.
  public func recognise(
    _ file: LocalFile, for destination: LedgerDestination
  ) throws(StateError) -> RecognisedFile {
    let found = try read { database in try Ledger.find(file, destination, database) }
    guard let found else { return new(file) }
    if found.isSame(as: file) {
      if found.seenDay < today { try saw([found.id]) }
      return known(found, file)
    }
    return try write { database in
      // Nobody else writes between the two; the row is read again so that this does not rest on it.
      guard var row = try Ledger.find(file, destination, database) else { return new(file) }
      if row.isRewritten(by: file) {
        try forget(row.id, database)
        return new(file)
      }
      // What was cut off is whole now, wherever the part that was read has gone.
      if file.size > row.size, let end = row.end, end.isLastCutOff { try row.reopen(end.records, in: database) }
      row.follow(file)
      row.seenDay = today
      try row.update(in: database)
      return known(row, file)
    }
  }

  private func new(_ file: LocalFile) -> RecognisedFile {
    RecognisedFile(identity: .file(file, tag: file.tag), progress: ObjectProgress())
  }

  private func known(_ row: ObjectRow, _ file: LocalFile) -> RecognisedFile {
    RecognisedFile(identity: .file(file, tag: StoredText.decode(row.tag)), progress: row.progress)
  }

  /// The row whose fingerprint covers most of the file's beginning.
  private static func find(
    _ file: LocalFile, _ destination: LedgerDestination, _ database: Database
  ) throws -> ObjectRow? {
    let statement = try database.cachedStatement(
      sql: """
        SELECT \(ObjectRow.columns) FROM objects
        WHERE destination = ? AND kind = 'file' AND container = '' AND key = ?
        """)
    let rows = try Row.fetchAll(statement, arguments: [destination.id, file.key])
    return try rows.map { try ObjectRow($0, database) }
      .filter { file.continues(StoredText.decode($0.tag)) }
      .max { $0.fingerprintLength < $1.fingerprintLength }
  }
}

extension ObjectRow {
  fileprivate var fingerprintLength: Int { LocalFile.fingerprintLength(of: tag) }

  fileprivate func isSame(as file: LocalFile) -> Bool {
    size == file.size && modified == file.modified && label.utf8.elementsEqual(StoredText.encode(file.path).utf8)
      && tag.utf8.elementsEqual(file.tag.utf8)
  }

  /// Whether the file cannot be what it was with something appended.
  fileprivate func isRewritten(by file: LocalFile) -> Bool {
    guard file.grows else { return false }
    if file.size < size || file.size < resume?.byteOffset ?? 0 { return true }
    return file.size == size && file.modified != modified
  }

  /// Takes over what changed of a file that is still the same.
  fileprivate mutating func follow(_ file: LocalFile) {
    if file.size > size {
      end = nil
      if let point = resume, point.record > progress.resolved.frontier { resume = nil }
    }
    size = file.size
    modified = file.modified
    label = StoredText.encode(file.path)
    tag = file.tag
  }
}
