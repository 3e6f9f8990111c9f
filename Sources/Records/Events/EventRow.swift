/// An event whose values were read and checked.
struct EventRow {
  let eventTime: Timestamp
  let accountID: ByteSlice?
  let recipientAccountID: ByteSlice?
  let userName: ByteSlice?
  let sessionName: ByteSlice?
  let keyType: AccessKeyType?
  let readOnly: Bool?
  let mfaAuthenticated: Bool?
}

/// Reads the values of events.
struct EventRowReader: ~Copyable {
  /// The event's own time as `YYYY-MM-DDTHH:MM:SSZ`, with readable bytes behind it.
  private let timeMemory: UnsafeMutableRawPointer
  private var account = ByteWriter(capacity: 64)
  private var recipient = ByteWriter(capacity: 64)
  private static let mostBytesOfTime = 48

  init() {
    timeMemory = .allocate(byteCount: EventRowReader.mostBytesOfTime, alignment: 16)
  }

  deinit {
    timeMemory.deallocate()
  }

  /// The text of the time that was read last.
  var time: ByteSlice { ByteSlice(start: timeMemory, count: Timestamp.writtenLength) }

  /// Reads an event.
  @inline(__always)
  mutating func read(_ event: EventFields) throws(RejectReason) -> EventRow {
    guard let text = event[.eventTime] else { throw .noEventTime }
    guard let eventTime = Timestamp.normalise(text, to: timeMemory) else {
      throw .notATime(column: "EventTime", value: RejectReason.shown(text))
    }
    return EventRow(
      eventTime: eventTime, accountID: try event[.accountID]?.account(padded: &account),
      recipientAccountID: try event[.recipientAccountID]?.account(padded: &recipient),
      userName: EventRowReader.userName(event), sessionName: event[.principalArn].flatMap(EventRowReader.sessionName),
      keyType: event[.accessKeyID].flatMap(AccessKeyType.of), readOnly: try boolean(event[.readOnly], "ReadOnly"),
      mfaAuthenticated: try boolean(event[.mfaAuthenticated], "MfaAuthenticated"))
  }

  /// The IAM user, or who issued the session, but not the account's alias, which a root user has there.
  @inline(__always)
  private static func userName(_ event: EventFields) -> ByteSlice? {
    if event[.principalType]?.equals("Root") == true { return nil }
    if let name = event[.userName] { return name }
    return event[.issuerType]?.equals("Root") == true ? nil : event[.issuerUserName]
  }

  /// The last part of `arn:<partition>:sts::<account>:assumed-role/<role>/<session>` or `…:federated-user/<name>`.
  @inline(__always)
  private static func sessionName(_ arn: ByteSlice) -> ByteSlice? {
    guard arn.count > 8, arn.part(0..<4).equals("arn:"),
      let service = arn.firstOffset(of: ASCII.colon, from: 4), service + 5 <= arn.count,
      arn.part(service + 1..<service + 5).equals("sts:")
    else { return nil }
    let colon = UInt8(ascii: ":"), slash = UInt8(ascii: "/")
    guard let region = arn.firstOffset(of: colon, from: service + 5),
      let account = arn.firstOffset(of: colon, from: region + 1)
    else { return nil }
    let resource = account + 1
    guard let kindEnd = arn.firstOffset(of: slash, from: resource) else { return nil }
    let kind = arn.part(resource..<kindEnd)
    guard kind.equals("assumed-role") || kind.equals("federated-user") else { return nil }
    var last = kindEnd
    while let next = arn.firstOffset(of: slash, from: last + 1) { last = next }
    // A role without a session has one slash only.
    guard last + 1 < arn.count, last > kindEnd || kind.equals("federated-user") else { return nil }
    return arn.part(last + 1..<arn.count)
  }

  /// CloudTrail writes some of its booleans as text.
  @inline(__always)
  private borrowing func boolean(_ text: ByteSlice?, _ column: StaticString) throws(RejectReason) -> Bool? {
    guard let text else { return nil }
    if text.equals("true") || text.equals("True") { return true }
    if text.equals("false") || text.equals("False") { return false }
    throw .notABoolean(column: "\(column)", value: RejectReason.shown(text))
  }
}
