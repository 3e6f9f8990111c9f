import NIOCore

/// What an accepted request delivers.
struct Intake {
  enum Content {
    /// Records whose columns' types the table guesses when they are stored.
    ///
    /// `timeField` is the property that holds each record's time, if the request named one.
    case guessed(BodyRecords, timeField: String?)
    /// Rows that a rule's stream has typed.
    case declared(DeclaredRows)
  }

  /// The name under which the table's records are stored: the log type, or the name of a rule's table.
  let table: String
  /// The request's body, unpacked: what `content` refers to.
  let body: ByteBuffer
  let content: Content

  /// How many records are stored.
  var count: Int {
    switch content {
    case .guessed(let records, _): records.count
    case .declared(let rows): rows.rows.count
    }
  }

  /// What a rule's stream typed, or nil for another API's records.
  var declared: DeclaredRows? {
    if case .declared(let rows) = content { rows } else { nil }
  }
}
