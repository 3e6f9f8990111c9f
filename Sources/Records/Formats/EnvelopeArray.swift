/// An array in an object whose elements are the records, and the object only their envelope.
enum EnvelopeArray: CaseIterable {
  /// CloudTrail's objects.
  case records
  /// `aws cloudtrail lookup-events`.
  case events
  /// `aws iam list-access-keys`.
  case accessKeyMetadata
  /// A subscription of CloudWatch Logs.
  case logEvents
  /// AWS Config, none of whose items is a record.
  case configurationItems

  var name: StaticString {
    switch self {
    case .records: "Records"
    case .events: "Events"
    case .accessKeyMetadata: "AccessKeyMetadata"
    case .logEvents: "logEvents"
    case .configurationItems: "configurationItems"
    }
  }

  static func named(_ name: ByteSlice) -> EnvelopeArray? {
    guard name.count >= 6, name.count <= 18 else { return nil }
    return allCases.first { name.equals($0.name) }
  }
}

/// What the members of an object say about it, up to the first array that holds records.
enum EnvelopeScan: Equatable {
  /// Records begin behind the array's bracket, in so many bytes.
  case opens(EnvelopeArray, length: Int, lines: Int)
  /// The object is over, in so many bytes.
  case closes(length: Int, lines: Int)
  /// A message about the subscription itself.
  case controlMessage
  case needsMore
  /// There are no more bytes, and nothing was decided.
  case breaksOff
  /// It has no such array in its beginning, or is no JSON there.
  case none

  /// How much of an object is looked at before its array, and behind it.
  static let window = 64 << 10
  /// A character or an escape that was cut in two, and a name, are no longer.
  private static let mostCut = 32

  /// Looks at the members of an object.
  ///
  /// Only the first `window` bytes have a say, however many there are, so that the answer is the same for all pieces.
  /// - Parameters:
  ///   - bytes: From behind the opening brace, or from behind a value of the object. A zero follows them.
  ///   - isBehindValue: Which of the two.
  ///   - ended: True once there are no more bytes than these.
  ///   - braces: Memory for a walker.
  /// - Returns: What they say.
  static func members(
    _ bytes: UnsafeRawBufferPointer, isBehindValue: Bool, ended: Bool, braces: UnsafeMutablePointer<UInt64>
  ) -> EnvelopeScan {
    // Where there are no bytes, there is no zero behind them either.
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), !bytes.isEmpty else {
      return ended ? .breaksOff : .needsMore
    }
    var walker = JSONWalker(start, braces: braces)
    var scan = EnvelopeScan.none
    let isDecided = look(&walker, start, isBehindValue: isBehindValue, &scan)
    let passed = walker.at - start
    if passed > window { return isArray(scan) ? scan : .none }
    if isDecided { return scan }
    // What is wrong there may only not be there yet.
    let isAtEnd = bytes.count - passed <= mostCut
    guard isAtEnd, bytes.count <= window + mostCut else { return scan }
    return ended ? .breaksOff : .needsMore
  }

  /// - Returns: False where the text ends, or is no JSON, before anything is decided.
  private static func look(
    _ walker: inout JSONWalker, _ start: JSONWalker.Bytes, isBehindValue: Bool, _ scan: inout EnvelopeScan
  ) -> Bool {
    walker.skipSpace()
    if isBehindValue {
      if walker.at.pointee == ASCII.closeBrace { return close(&walker, start, &scan) }
      guard walker.skip(ASCII.comma) else { return false }
    } else if walker.at.pointee == ASCII.closeBrace {
      return close(&walker, start, &scan)
    }
    var marks = 0
    while true {
      guard walker.at.pointee == ASCII.quote else { return false }
      walker.at += 1
      let nameStart = walker.at
      guard walker.skipString() else { return false }
      let name = ByteSlice(start: nameStart, count: walker.at - 1 - nameStart)
      guard walker.skip(ASCII.colon), walker.at.pointee != 0 else { return false }
      // A report is one, and so is an event, whatever else they hold.
      if ReportField.named(name) != nil, !isBehindValue {
        scan = .none
        return true
      }
      if EventMember.isMark(name), !isBehindValue {
        marks += 1
        if marks >= 2 {
          scan = .none
          return true
        }
      }
      if walker.at.pointee == ASCII.openBracket, let array = EnvelopeArray.named(name), !isArray(scan) {
        var inside = walker
        inside.at += 1
        scan = .opens(array, length: inside.at - start, lines: inside.lines)
        inside.skipSpace()
        // Without a record in front the members behind it may tell that it is none of an envelope.
        if inside.at.pointee == ASCII.openBrace {
          walker.at += 1
          return true
        }
      }
      let value = walker.at
      guard walker.skipValue(around: 1) else { return false }
      if !isBehindValue, name.equals("messageType"),
        ByteSlice(start: value, count: walker.at - value).equals("\"CONTROL_MESSAGE\"")
      {
        scan = .controlMessage
        return true
      }
      if walker.skip(ASCII.comma) { continue }
      guard walker.at.pointee == ASCII.closeBrace else { return false }
      return close(&walker, start, &scan)
    }
  }

  private static func isArray(_ scan: EnvelopeScan) -> Bool {
    if case .opens(_, let length, _) = scan { return length <= window }
    return false
  }

  private static func close(
    _ walker: inout JSONWalker, _ start: JSONWalker.Bytes, _ scan: inout EnvelopeScan
  ) -> Bool {
    walker.at += 1
    if isArray(scan) { return true }
    scan = .closes(length: walker.at - start, lines: walker.lines)
    return true
  }

  /// True of text that begins with an array, or with an object in which several records lie.
  static func holdsSeveral(_ text: ByteSlice) -> Bool {
    guard let first = text.bytes.firstIndex(where: { !ASCII.isSpace($0) }) else { return false }
    guard text[first] == ASCII.openBrace else { return text[first] == ASCII.openBracket }
    // Behind the text there may be nothing that a walker could read.
    let copy = text.part(first + 1..<text.count).bytes.drop { ASCII.isSpace($0) } + [UInt8](repeating: 0, count: 64)
    let braces = UnsafeMutablePointer<UInt64>.allocate(capacity: JSONWalker.bracesCount)
    braces.initialize(repeating: 0, count: JSONWalker.bracesCount)
    defer { braces.deallocate() }
    return copy.withUnsafeBytes { bytes in
      if bytes.starts(with: "\"Content\"".utf8) { return true }
      let text = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 64)])
      switch members(text, isBehindValue: false, ended: true, braces: braces) {
      case .opens, .controlMessage: return true
      default: return false
      }
    }
  }
}
