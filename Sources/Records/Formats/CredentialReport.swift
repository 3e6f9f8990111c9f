/// The keys of one user in an IAM credential report, whose rows are about users.
///
/// Source: AWS IAM User Guide, "Get credential reports for your AWS account".
struct CredentialKeys {
  /// The two keys that a user can have, by the names of their columns.
  private static let slots: [(slot: String, prefix: String)] = [("1", "access_key_1_"), ("2", "access_key_2_")]

  private let user: ByteSlice?
  private let account: ByteSlice?
  private let cells: [RecordFields.Unknown]
  private let replaced: Bool
  private var next = 0

  /// True of a header of such a report.
  static func isHeader(_ names: [ByteSlice]) -> Bool {
    ["user", "arn", "access_key_1_active", "access_key_1_last_rotated"]
      .allSatisfy { name in names.contains { $0.text == name } }
  }

  /// Takes over the cells of a row, whose memory has to outlive this.
  init(_ row: RecordFields) {
    user = row[.user]
    cells = row.unknown
    replaced = row.replaced
    account = cells.first { $0.name.equals("arn") }.flatMap { CredentialKeys.account(inARN: $0.value) }
  }

  /// Puts the next key that there is into the fields of a report.
  ///
  /// - Parameters:
  ///   - fields: Cleared, then filled.
  ///   - words: Memory for what the report does not spell out.
  /// - Returns: False where there is none.
  mutating func next(into fields: RecordFields, words: ReportWords) -> Bool {
    while next < CredentialKeys.slots.count {
      let (slot, prefix) = CredentialKeys.slots[next]
      next += 1
      guard let rotated = value("\(prefix)last_rotated") else { continue }
      fields.clear()
      fields.replaced = replaced
      fields.lacksTime = true
      if let user { _ = fields.set(.user, user) }
      if let account { _ = fields.set(.account, account) }
      _ = fields.set(.keySlot, words[slot])
      _ = fields.set(.createDate, rotated)
      switch value("\(prefix)active")?.text.lowercased() {
      case "true"?: _ = fields.set(.status, words["Active"])
      case "false"?: _ = fields.set(.status, words["Inactive"])
      default: break
      }
      if let used = value("\(prefix)last_used_date") { _ = fields.set(.lastUsedDate, used) }
      if let region = value("\(prefix)last_used_region") { _ = fields.set(.region, region) }
      if let service = value("\(prefix)last_used_service") { _ = fields.set(.serviceName, service) }
      return true
    }
    return false
  }

  /// A cell that says something.
  private func value(_ name: String) -> ByteSlice? {
    guard let cell = cells.first(where: { $0.name.text == name })?.value, !RecordFields.isAbsence(cell),
      !cell.equals("no_information"), !cell.equals("not_supported")
    else { return nil }
    return cell
  }

  /// The account of `arn:<partition>:iam::<account>:…`.
  private static func account(inARN arn: ByteSlice) -> ByteSlice? {
    let parts = arn.bytes.split(separator: ASCII.colon, maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].elementsEqual("arn".utf8) else { return nil }
    return ByteSlice(UnsafeRawBufferPointer(rebasing: parts[4]))
  }
}

/// Words that a report has and its input has not, where `ByteSlice.blockBytes` behind each may be read.
final class ReportWords {
  private var words: [String: ByteSlice] = [:]
  private let memory: ByteWriter

  init() {
    let all = ["1", "2", "Active", "Inactive"]
    let stride = 2 * ByteSlice.blockBytes
    var memory = ByteWriter(capacity: all.count * stride)
    for word in all {
      words[word] = ByteSlice(start: memory.start + memory.count, count: word.utf8.count)
      memory.append(Array(word.utf8) + [UInt8](repeating: 0, count: stride - word.utf8.count))
    }
    self.memory = memory
  }

  subscript(word: String) -> ByteSlice { words[word] ?? ByteSlice(start: nil, count: 0) }
}
