/// A column of a mapped record.
public struct Column: Sendable, Equatable {
  /// What the service stores, and the suffix that it gives the name.
  public enum Kind: String, Sendable {
    case text = "s"
    case time = "t"
    case number = "d"
    case boolean = "b"
  }

  public let name: String
  public let kind: Kind
  public let meaning: String
}

/// The columns of an access-key report, in the order in which they are sent; each has the same type in every record.
public enum AccessKeyReportSchema {
  public static let columns: [Column] = [
    Column(name: "EventTime", kind: .time, meaning: "the day of the report"),
    Column(name: "AccountId", kind: .text, meaning: "AWS account, twelve digits"),
    Column(name: "UserName", kind: .text, meaning: "IAM user who owns the key"),
    Column(name: "AccessKeyId", kind: .text, meaning: "the key's id, masked unless configured otherwise"),
    Column(name: "KeySlot", kind: .number, meaning: "first or second key of the user, where its id is not known"),
    Column(name: "Status", kind: .text, meaning: "Active or Inactive"),
    Column(name: "CreateDate", kind: .time, meaning: "when the key was made"),
    Column(name: "LastUsedDate", kind: .time, meaning: "when the key was last used; absent if never"),
    Column(name: "LastUsedRegion", kind: .text, meaning: "region of the last use"),
    Column(name: "LastUsedService", kind: .text, meaning: "service of the last use"),
    Column(name: "KeyAgeDays", kind: .number, meaning: "calendar days from CreateDate to EventTime"),
    Column(name: "DaysSinceLastUse", kind: .number, meaning: "calendar days from LastUsedDate to EventTime"),
    Column(name: "RecordSource", kind: .text, meaning: "s3://bucket/key, the path as given, or stdin"),
    Column(name: "RecordId", kind: .text, meaning: "the same for the same report, for removing repeats"),
  ]

  /// The columns of the preset `original`: names and dates as the input has them.
  static let originalColumns: [Column] =
    ReportField.allCases.map { field in
      let meaning = columns.first { $0.name == "\(field.columnName)" }?.meaning ?? ""
      return Column(name: "\(field.inputName)", kind: field == .keySlot ? .number : .text, meaning: meaning)
    } + columns.filter { $0.name == "RecordId" }

  /// Sent after the others where a value was cut: the names of the columns it happened to.
  public static let truncatedColumns = Column(
    name: "TruncatedColumns", kind: .text, meaning: "names of the columns whose text was cut at the field limit")
}

/// The fields of an access-key report as its inputs name them, in the order in which the 2019 exporter wrote them.
public enum ReportField: Int, CaseIterable, Sendable {
  case loggedDate, user, account, accessKeyID, createDate, lastUsedDate, region, status, serviceName, keySlot

  /// The name in JSON and in the CSV header.
  public var inputName: StaticString {
    switch self {
    case .loggedDate: "loggedDate"
    case .user: "user"
    case .account: "account_number"
    case .accessKeyID: "AccessKeyId"
    case .createDate: "CreateDate"
    case .lastUsedDate: "LastUsedDate"
    case .region: "Region"
    case .status: "Status"
    case .serviceName: "ServiceName"
    case .keySlot: "KeySlot"
    }
  }

  /// The name of the column that it becomes.
  public var columnName: StaticString {
    switch self {
    case .loggedDate: "EventTime"
    case .user: "UserName"
    case .account: "AccountId"
    case .accessKeyID: "AccessKeyId"
    case .createDate: "CreateDate"
    case .lastUsedDate: "LastUsedDate"
    case .region: "LastUsedRegion"
    case .status: "Status"
    case .serviceName: "LastUsedService"
    case .keySlot: "KeySlot"
    }
  }

  /// True where the value says which key the record is about: there broken text is a reject, elsewhere it is repaired.
  var isIdentity: Bool { self == .user || self == .account || self == .accessKeyID }

  /// The field with an input name, compared without case.
  @inline(__always)
  static func named(_ name: ByteSlice) -> ReportField? {
    // By length first: this is asked for each member of each record.
    switch name.count {
    case 4: return matching(name, .user)
    case 7: return matching(name, .keySlot)
    case 6: return matching(name, .region) ?? matching(name, .status)
    case 10: return matching(name, .loggedDate) ?? matching(name, .createDate)
    case 11: return matching(name, .accessKeyID) ?? matching(name, .serviceName)
    case 12: return matching(name, .lastUsedDate)
    case 14: return matching(name, .account)
    default: return nil
    }
  }

  @inline(__always)
  private static func matching(_ name: ByteSlice, _ field: ReportField) -> ReportField? {
    equalsWithoutCase(name, field.inputName) ? field : nil
  }

  @inline(__always)
  private static func equalsWithoutCase(_ name: ByteSlice, _ literal: StaticString) -> Bool {
    let expected = literal.utf8Start
    for index in 0..<name.count where name[index] != expected[index] {
      guard ASCII.lowercased(name[index]) == ASCII.lowercased(expected[index]) else { return false }
    }
    return true
  }
}
