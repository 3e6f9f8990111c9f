import Digest

/// What one JSON object turned out to be.
enum JSONShape {
  case report
  case event
  case skipped(SkipReason)
  case rejected(RejectReason)
  /// The answer of `aws iam get-credential-report`, whose rows are read next.
  case credentialReport
}

/// Tells by its names what a JSON object is, and decodes it.
///
/// The quick ways read most objects; this one reads all of them, and has the say about what is none.
final class JSONShapeDecoder {
  private let json = JSONRecordDecoder()
  private let inner = JSONRecordDecoder()
  /// Text that lay in a string.
  private var unwrapped = ByteWriter(capacity: 4096)
  /// Text of the object around, while one inside it is parsed.
  private var around = ByteWriter(capacity: 256)
  /// The rows of a credential report, and when it was made, once `.credentialReport` was found.
  private(set) var credentialRows: [UInt8] = []
  private(set) var generatedTime: [UInt8] = []

  /// Decodes an object.
  ///
  /// - Parameters:
  ///   - record: From brace to brace, with readable bytes behind it.
  ///   - fields: Filled where it is a report; its slices hold until the next call.
  ///   - event: Filled where it is an event; its slices hold until the next call, and no longer than `record`.
  ///   - events: Decodes events.
  /// - Returns: What it is.
  func decode(
    _ record: ByteSlice, into fields: RecordFields, or event: EventFields, by events: EventDecoder
  ) -> JSONShape {
    do throws(RejectReason) {
      let object = try json.parse(record)
      return try decode(object, record, fields, event, events)
    } catch {
      return .rejected(error)
    }
  }

  private func decode(
    _ object: JSONRecordDecoder.Object, _ record: ByteSlice, _ fields: RecordFields, _ event: EventFields,
    _ events: EventDecoder
  ) throws(RejectReason) -> JSONShape {
    // A report is one, whatever else it holds.
    if (0..<object.count).contains(where: { ReportField.named(json.name($0)) == .loggedDate }) {
      return report(object, fields)
    }
    if marks(of: object) >= 2 {
      // The parser quotes numbers that are too long for it; the event is read as it came, unless it had to be repaired.
      try read(object.isRepaired ? object.text : record, isRepaired: object.isRepaired, as: event, by: events)
      return .event
    }
    if find("detail-type", object) != nil, let detail = find("detail", object), json.isObject(detail) {
      return try self.detail(detail, object, event, events)
    }
    if let index = find("CloudTrailEvent", object) {
      try readString(index, "CloudTrailEvent", as: event, by: events)
      return .event
    }
    if let index = find("message", object), find("timestamp", object) ?? find("id", object) != nil {
      if let text = json.string(index), text.text.hasPrefix("CWL CONTROL MESSAGE") { return .skipped(.controlMessages) }
      try readString(index, "message", as: event, by: events)
      return .event
    }
    if find("Content", object) != nil, find("GeneratedTime", object) ?? find("ReportFormat", object) != nil {
      try readCredentialReport(object)
      return .credentialReport
    }
    if let index = find("AccessKeyLastUsed", object), json.isObject(index) {
      return try lastUsed(index, object, fields)
    }
    // What was mapped before, as `--to -` prints it, has these names too.
    if find("RecordId", object) != nil { throw .mappedBefore }
    if find("UserName", object) != nil, find("AccessKeyId", object) != nil { return listedKey(object, fields) }
    if let reason = skipReason(object) { return .skipped(reason) }
    guard (0..<object.count).contains(where: { ReportField.named(json.name($0)) != nil }) else { throw .unknownShape }
    return report(object, fields)
  }

  private func find(_ name: StaticString, _ object: JSONRecordDecoder.Object) -> Int? {
    (0..<object.count).first { json.name($0).equals(name) }
  }

  private func marks(of object: JSONRecordDecoder.Object) -> Int {
    (0..<object.count).count { EventMember.isMark(json.name($0)) }
  }

  private func skipReason(_ object: JSONRecordDecoder.Object) -> SkipReason? {
    if find("digestStartTime", object) != nil, find("digestEndTime", object) != nil { return .digest }
    if find("timeWindow", object) != nil, find("summary", object) != nil { return .aggregated }
    if find("configurationItems", object) ?? find("configSnapshotId", object) != nil { return .config }
    return nil
  }

  private func report(_ object: JSONRecordDecoder.Object, _ fields: RecordFields) -> JSONShape {
    json.read(object, into: fields).map { .rejected($0) } ?? .report
  }

  /// An element of what `aws iam list-access-keys` prints.
  private func listedKey(_ object: JSONRecordDecoder.Object, _ fields: RecordFields) -> JSONShape {
    let reason = json.read(object, into: fields) { name in
      name.equals("UserName") ? .user : ReportField.named(name)
    }
    fields.lacksTime = true
    return reason.map { .rejected($0) } ?? .report
  }

  /// What `aws iam get-access-key-last-used` prints.
  private func lastUsed(
    _ index: Int, _ object: JSONRecordDecoder.Object, _ fields: RecordFields
  ) throws(RejectReason) -> JSONShape {
    let user = find("UserName", object).flatMap { json.string($0) }
    around.truncate(to: 0)
    if let user { around.append(user.bytes) }
    let userLength = around.count
    let detail = try inner.parse(copy(raw(index, object)))
    if let reason = inner.read(detail, into: fields) { return .rejected(reason) }
    if object.isRepaired { fields.replaced = true }
    _ = around.room(ByteSlice.blockBytes)
    _ = fields.set(.user, ByteSlice(start: around.start, count: userLength))
    fields.lacksTime = true
    return .report
  }

  /// What EventBridge sends.
  private func detail(
    _ index: Int, _ object: JSONRecordDecoder.Object, _ event: EventFields, _ events: EventDecoder
  ) throws(RejectReason) -> JSONShape {
    try read(copy(raw(index, object)), isRepaired: object.isRepaired, as: event, by: events)
    guard event.isEvent else { throw .unknownShape }
    return .event
  }

  private func raw(_ index: Int, _ object: JSONRecordDecoder.Object) -> ByteSlice {
    var members = JSONMembers(object.text)
    return members.value(index) ?? ByteSlice(start: nil, count: 0)
  }

  /// A copy with a zero behind it, and as many readable bytes as any reader wants.
  private func copy(_ text: ByteSlice) -> ByteSlice {
    unwrapped.truncate(to: 0)
    unwrapped.append(text.bytes)
    unwrapped.append([UInt8](repeating: 0, count: 64))
    return ByteSlice(start: unwrapped.start, count: text.count)
  }

  /// Reads an event that lies as JSON in a string.
  private func readString(
    _ index: Int, _ field: String, as event: EventFields, by events: EventDecoder
  ) throws(RejectReason) {
    guard let string = json.string(index) else { throw .notText(field: field, found: "no string") }
    let text = copy(string.trimmed())
    if text.isEmpty || text[0] != ASCII.openBrace { throw .unknownShape }
    if readsWhole(text, as: event, by: events) {
      try checkEvent(event)
      return
    }
    let object: JSONRecordDecoder.Object
    do throws(RejectReason) {
      object = try inner.parse(text)
    } catch {
      throw .brokenInside(field: field, detail: error.description)
    }
    try read(object.isRepaired ? object.text : text, isRepaired: object.isRepaired, as: event, by: events)
    try checkEvent(event)
  }

  private func checkEvent(_ event: EventFields) throws(RejectReason) {
    guard event.isEvent else { throw .unknownShape }
  }

  /// Reads a whole object, which is known to be valid, as an event.
  private func read(
    _ text: ByteSlice, isRepaired: Bool, as event: EventFields, by events: EventDecoder
  ) throws(RejectReason) {
    guard readsWhole(text, as: event, by: events) else { throw .jsonInvalid("it breaks the grammar") }
    event.replaced = isRepaired
    guard isRepaired else { return }
    for field in EventField.allCases where field.isIdentity {
      // Whose key it was must not be guessed.
      if let text = event[field], text.text.unicodeScalars.contains("\u{FFFD}") {
        event.note(.notUnicode(column: "\(field.inputName)"))
      }
    }
  }

  private func readsWhole(_ text: ByteSlice, as event: EventFields, by events: EventDecoder) -> Bool {
    guard let start = text.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    var lines = 0
    let length = events.decode(start, into: event, lines: &lines, bytes: text.count)
    return length > 0 && length == text.count
  }

  private func readCredentialReport(_ object: JSONRecordDecoder.Object) throws(RejectReason) {
    generatedTime = find("GeneratedTime", object).flatMap { json.string($0) }.map { Array($0.bytes) } ?? []
    guard let content = find("Content", object).flatMap({ json.string($0) }) else {
      throw .notText(field: "Content", found: "no string")
    }
    let text = content.bytes.filter { !ASCII.isSpace($0) }
    guard let rows = Base64.decode(String(decoding: text, as: UTF8.self)) else {
      throw .brokenInside(field: "Content", detail: "it is not Base64")
    }
    let line = rows.prefix { $0 != ASCII.newline }
    let isReport = line.withUnsafeBytes { CSVHeader(ByteSlice($0).trimmed())?.isCredentialReport == true }
    guard isReport else { throw .brokenInside(field: "Content", detail: "it is no credential report") }
    credentialRows = rows
  }
}
