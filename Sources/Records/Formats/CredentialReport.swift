/// The keys of one user in an IAM credential report, whose rows are about users.
///
/// Source: AWS IAM User Guide, "Get credential reports for your AWS account".
struct CredentialKeys {
  /// The two keys that a user can have, by the names of their columns.
  private static let slots = [(slot: ReportWord.first, prefix: "access_key_1_"), (ReportWord.second, "access_key_2_")]

  private let user: ByteSlice?
  private let account: ByteSlice?
  private let cells: [UnknownField]
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
  /// - Parameter fields: Cleared, then filled.
  /// - Returns: False where there is none.
  mutating func next(into fields: RecordFields) -> Bool {
    while next < CredentialKeys.slots.count {
      let (slot, prefix) = CredentialKeys.slots[next]
      next += 1
      guard let rotated = value("\(prefix)last_rotated") else { continue }
      fields.clear()
      fields.replaced = replaced
      fields.lacksTime = true
      if let user { _ = fields.set(.user, user) }
      if let account { _ = fields.set(.account, account) }
      _ = fields.set(.keySlot, slot.slice)
      _ = fields.set(.createDate, rotated)
      switch value("\(prefix)active")?.text.lowercased() {
      case "true"?: _ = fields.set(.status, ReportWord.active.slice)
      case "false"?: _ = fields.set(.status, ReportWord.inactive.slice)
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

/// Words that a report has and its input has not.
private enum ReportWord {
  static let first = PaddedWord("1")
  static let second = PaddedWord("2")
  static let active = PaddedWord("Active")
  static let inactive = PaddedWord("Inactive")
}
