/// What is written before the value of each column: `,"Name":`, for texts and times with the opening quote.
///
/// Of a column that is not sent it is empty.
final class ColumnKeys<Name: RawRepresentable<Int>> {
  private let slices: [ByteSlice]
  /// What ends a record: `,"name":constant` for each column that is added.
  let added: ByteSlice
  let truncatedColumns: ByteSlice
  /// The bytes of all of them.
  var byteCount: Int { text.count }

  /// Keeps the bytes where the slices point to; it never changes.
  private let text: ByteWriter

  init(_ plan: ColumnPlan, _ columns: [Column]) {
    let truncated = AccessKeyReportSchema.truncatedColumns
    let pieces =
      (columns + [truncated]).map { column in
        let isQuoted = column.kind == .text || column.kind == .time
        return plan.key(column.name).map { $0 + (isQuoted ? [ASCII.quote] : []) } ?? []
      } + [plan.added]
    var text = ByteWriter(capacity: pieces.reduce(ByteSlice.blockBytes) { $0 + $1.count })
    var slices: [ByteSlice] = []
    for piece in pieces {
      // It does not grow, so that what was written stays where it is.
      slices.append(ByteSlice(start: text.start + text.count, count: piece.count))
      text.append(piece)
    }
    added = slices.removeLast()
    truncatedColumns = slices.removeLast()
    self.slices = slices
    self.text = text
  }

  @inline(__always)
  subscript(column: Name) -> ByteSlice { slices[column.rawValue] }
}
