/// What is written before the value of each column of a report: `,"Name":`, for text with the opening quote.
///
/// Of a column that is not sent it is empty.
final class ReportKeys {
  let eventTime: ByteSlice
  let account: ByteSlice
  let user: ByteSlice
  let accessKeyID: ByteSlice
  let keySlot: ByteSlice
  let status: ByteSlice
  let createDate: ByteSlice
  let lastUsedDate: ByteSlice
  let region: ByteSlice
  let service: ByteSlice
  let keyAgeDays: ByteSlice
  let daysSinceLastUse: ByteSlice
  let recordSource: ByteSlice
  let recordID: ByteSlice
  let truncatedColumns: ByteSlice
  /// `,"name":constant` for each column that is added.
  let added: ByteSlice

  /// The bytes of all of them.
  var byteCount: Int { text.count }

  /// Keeps the bytes where the slices point to; it never changes.
  private let text: ByteWriter

  init(_ plan: ColumnPlan) {
    let isOriginal = plan.preset == .original
    func name(_ field: ReportField) -> StaticString { isOriginal ? field.inputName : field.columnName }
    let quoted = [
      name(.loggedDate), name(.account), name(.user), name(.accessKeyID), name(.status), name(.createDate),
      name(.lastUsedDate), name(.region), name(.serviceName), "RecordSource", "RecordId", "TruncatedColumns",
    ]
    let pieces =
      quoted.map { plan.key($0).map { $0 + [ASCII.quote] } ?? [] }
      + ["KeyAgeDays", "DaysSinceLastUse", "KeySlot"].map { plan.key($0) ?? [] } + [plan.added]
    var text = ByteWriter(capacity: pieces.reduce(0) { $0 + $1.count })
    var slices: [ByteSlice] = []
    for piece in pieces {
      // It does not grow, so that what was written stays where it is.
      slices.append(ByteSlice(start: text.start + text.count, count: piece.count))
      text.append(piece)
    }
    eventTime = slices[0]
    account = slices[1]
    user = slices[2]
    accessKeyID = slices[3]
    status = slices[4]
    createDate = slices[5]
    lastUsedDate = slices[6]
    region = slices[7]
    service = slices[8]
    recordSource = slices[9]
    recordID = slices[10]
    truncatedColumns = slices[11]
    keyAgeDays = slices[12]
    daysSinceLastUse = slices[13]
    keySlot = slices[14]
    added = slices[15]
    self.text = text
  }
}
