/// Decodes events of CloudTrail, checks all of each, and finds where they end, in one pass.
///
/// An event is told by its names. What is no event, and what is no JSON, is left to others; so are events in which text
/// is no Unicode, until it is repaired.
final class EventDecoder {
  typealias Bytes = UnsafePointer<UInt8>

  private let names: [EventNames]
  private let braces: UnsafeMutablePointer<UInt64>
  private let texts = DifficultText()
  /// Names with an escape, which must not mingle with the texts.
  private let escapedNames = DifficultText()
  /// True of an object that is known to be whole.
  private var isFramed = false
  private static let mostUnknown = 64

  /// Makes a decoder for one thread.
  init(keep: [KeptMember]) {
    names = EventObject.allCases.map { object in
      let own = keep.enumerated().filter { $0.element.object == object }
      return EventNames(object, keep: own.map { (name: $0.element.name, index: $0.offset) })
    }
    braces = .allocate(capacity: JSONWalker.bracesCount)
    braces.initialize(repeating: 0, count: JSONWalker.bracesCount)
  }

  deinit {
    braces.deallocate()
  }

  /// Decodes an object that may be an event.
  ///
  /// - Parameters:
  ///   - start: Its opening brace, in bytes that a zero ends, or that are known to be a whole object; behind them
  ///     `EventNames.mostBytes` more may be read.
  ///   - event: Cleared, then filled; its slices hold until the next call, and no longer than the bytes.
  ///   - lines: The line feeds in the object are added.
  ///   - bytes: The length of the object where it is known, so that there is room for any of its texts.
  /// - Returns: Its length, or 0 where it is no valid JSON object; whether it is an event, `event.isEvent` tells.
  @inline(__always)
  func decode(_ start: Bytes, into event: EventFields, lines: inout Int, bytes: Int = 0) -> Int {
    event.clear()
    isFramed = bytes > 0
    texts.clear(roomFor: bytes)
    escapedNames.clear(roomFor: bytes)
    var walker = JSONWalker(start + 1, braces: braces)
    guard members(of: .event, &walker, event, depth: 1) else { return 0 }
    lines += walker.lines
    return walker.at - start
  }

  /// Goes through the members of an object from behind its opening brace to behind its closing one.
  private func members(of object: EventObject, _ walker: inout JSONWalker, _ event: EventFields, depth: Int) -> Bool {
    let names = names[object.rawValue]
    names.beginObject()
    walker.skipSpace()
    if walker.at.pointee == ASCII.closeBrace {
      walker.at += 1
      return true
    }
    while true {
      guard walker.at.pointee == ASCII.quote else { return false }
      walker.at += 1
      let nameStart = walker.at
      var index = names.match(&walker.at)
      var name = ByteSlice(start: nil, count: 0)
      if index < 0 {
        guard let found = readName(&walker, nameStart) else { return false }
        name = found
        index = names.find(name)
      }
      guard walker.skip(ASCII.colon) else { return false }
      let value = walker.at
      if index >= 0 {
        let pattern = names[index]
        if pattern.pointee.isMark { event.marks += 1 }
        switch pattern.pointee.member {
        case .text(let field): guard readText(field, &walker, event, depth: depth) else { return false }
        case .object(let inner): guard readObject(inner, &walker, event, depth: depth) else { return false }
        case .other: guard walker.skipValue(around: depth) else { return false }
        }
        let kept = pattern.pointee.kept
        if kept >= 0 {
          if !event.kept[kept].isEmpty { event.note(.fieldTwice(name: text(pattern))) }
          event.kept[kept] = ByteSlice(start: value, count: walker.at - value)
        }
      } else {
        // What streams is told by its framer, and not read through here before it is known to.
        if object == .event, !isFramed, event.marks < 2, value.pointee == ASCII.openBracket,
          EnvelopeArray.named(name) != nil
        {
          return false
        }
        guard walker.skipValue(around: depth) else { return false }
        if object == .event { addUnknown(name, value, walker.at, event) }
      }
      if walker.skip(ASCII.comma) { continue }
      guard walker.at.pointee == ASCII.closeBrace else { return false }
      walker.at += 1
      return true
    }
  }

  private func text(_ pattern: UnsafeMutablePointer<EventNames.Pattern>) -> String {
    RejectReason.shown(pattern.pointee.name)
  }

  private func addUnknown(_ name: ByteSlice, _ value: Bytes, _ end: Bytes, _ event: EventFields) {
    // A report is one, whatever else it holds.
    if ReportField.named(name) == .loggedDate { event.namesReport = true }
    let text = ByteSlice(start: value, count: end - value)
    guard !text.equals("null") else { return }
    guard event.unknown.count < EventDecoder.mostUnknown else {
      event.unknownBeyond += 1
      return
    }
    event.add(unknown: name, text)
  }

  /// Reads a name of any form, from behind its opening quote to behind its closing one.
  private func readName(_ walker: inout JSONWalker, _ start: Bytes) -> ByteSlice? {
    let end = PlainText.end(from: start)
    if end.pointee == ASCII.quote {
      walker.at = end + 1
      return ByteSlice(start: start, count: end - start)
    }
    var isPlain = true
    return escapedNames.read(&walker.at, isPlain: &isPlain)
  }

  @inline(__always)
  private func readText(_ field: EventField, _ walker: inout JSONWalker, _ event: EventFields, depth: Int) -> Bool {
    if event.seen & field.bit != 0 {
      event.note(.fieldTwice(name: "\(field.inputName)"), hidesKey: field == .accessKeyID)
    }
    event.seen |= field.bit
    guard walker.at.pointee == ASCII.quote else { return readOther(field, &walker, event, depth: depth) }
    walker.at += 1
    let start = walker.at
    let end = PlainText.end(from: start)
    if end.pointee == ASCII.quote {
      walker.at = end + 1
      event.set(field, ByteSlice(start: start, count: end - start))
      return true
    }
    return readDifficult(field, &walker, event)
  }

  @inline(never)
  private func readDifficult(_ field: EventField, _ walker: inout JSONWalker, _ event: EventFields) -> Bool {
    var isPlain = event.isPlain
    guard let text = texts.read(&walker.at, isPlain: &isPlain) else { return false }
    event.isPlain = isPlain
    event.set(field, text)
    return true
  }

  /// A number or a word is taken as its text; what is nested is none.
  @inline(never)
  private func readOther(_ field: EventField, _ walker: inout JSONWalker, _ event: EventFields, depth: Int) -> Bool {
    let start = walker.at
    guard walker.skipValue(around: depth) else { return false }
    switch start.pointee {
    case ASCII.openBrace:
      event.note(.notText(field: "\(field.inputName)", found: "an object"), hidesKey: field == .accessKeyID)
    case ASCII.openBracket:
      event.note(.notText(field: "\(field.inputName)", found: "an array"), hidesKey: field == .accessKeyID)
    default: event.set(field, ByteSlice(start: start, count: walker.at - start))
    }
    return true
  }

  @inline(__always)
  private func readObject(_ object: EventObject, _ walker: inout JSONWalker, _ event: EventFields, depth: Int) -> Bool {
    if event.objectsSeen & object.bit != 0 {
      event.note(.fieldTwice(name: "\(object.inputName)"), hidesKey: object == .userIdentity)
    }
    event.objectsSeen |= object.bit
    if walker.at.pointee == ASCII.openBrace {
      walker.at += 1
      return members(of: object, &walker, event, depth: depth + 1)
    }
    let start = walker.at
    guard walker.skipValue(around: depth) else { return false }
    // Nothing, in whichever way it is written, is no fault.
    let text = ByteSlice(start: start, count: walker.at - start)
    if !text.equals("null"), !text.equals("\"\"") {
      event.note(.notAnObjectField(field: "\(object.inputName)"), hidesKey: object == .userIdentity)
    }
    return true
  }
}

extension RejectReason {
  fileprivate static func shown(_ name: [UInt8]) -> String {
    name.withUnsafeBytes { shown(ByteSlice($0)) }
  }
}
