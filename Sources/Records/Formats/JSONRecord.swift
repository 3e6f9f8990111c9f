import CSimdJSON

/// Decodes one framed JSON object into fields, over simdjson's DOM.
///
/// The DOM validates all of the object, also what nobody reads; on-demand parsing would not.
final class JSONRecordDecoder {
  private let parser: OpaquePointer
  private var members: UnsafeMutableBufferPointer<csimdjson_member>
  private let repair = UnicodeRepair()
  private let longNumbers = LongNumbers()

  /// Makes a decoder, to be used by one thread at a time.
  init() {
    guard let parser = csimdjson_new() else { fatalError("no memory for a JSON parser") }
    self.parser = parser
    members = .allocate(capacity: 64)
  }

  deinit {
    csimdjson_free(parser)
    members.deallocate()
  }

  /// An object's members, and the text in which they lie.
  struct Object {
    let text: ByteSlice
    let count: Int
    /// True where text was repaired to be Unicode.
    let isRepaired: Bool
  }

  /// Parses an object.
  ///
  /// - Parameter record: From brace to brace, with readable bytes behind it.
  /// - Returns: Its members, which hold until the next call.
  /// - Throws: Why it is no object.
  func parse(_ record: ByteSlice) throws(RejectReason) -> Object {
    var count = 0
    switch parse(record, &count) {
    case csimdjson_ok: return Object(text: record, count: count, isRepaired: false)
    case csimdjson_bad_utf8, csimdjson_bad_string:
      guard let repaired = repair.repaired(record) else { throw JSONRecordDecoder.reason(csimdjson_bad_string) }
      let outcome = parse(repaired, &count)
      guard outcome == csimdjson_ok else { throw JSONRecordDecoder.reason(outcome) }
      return Object(text: repaired, count: count, isRepaired: true)
    case csimdjson_bad_number:
      guard let quoted = longNumbers.quoted(record), parse(quoted, &count) == csimdjson_ok else {
        throw JSONRecordDecoder.reason(csimdjson_bad_number)
      }
      return Object(text: quoted, count: count, isRepaired: false)
    case let outcome: throw JSONRecordDecoder.reason(outcome)
    }
  }

  /// The name of a member of the object that was parsed last.
  func name(_ index: Int) -> ByteSlice {
    ByteSlice(start: members[index].key, count: members[index].key_length)
  }

  /// The text of a member that is a string.
  func string(_ index: Int) -> ByteSlice? {
    guard members[index].type == csimdjson_string else { return nil }
    return ByteSlice(start: members[index].text, count: members[index].text_length)
  }

  func isObject(_ index: Int) -> Bool { members[index].type == csimdjson_object }

  private func parse(_ record: ByteSlice, _ count: inout Int) -> csimdjson_outcome {
    guard let start = record.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return csimdjson_malformed }
    var outcome = csimdjson_parse_object(parser, start, record.count, members.baseAddress, members.count, &count)
    if outcome == csimdjson_ok, count > members.count {
      members.deallocate()
      members = .allocate(capacity: count)
      outcome = csimdjson_parse_object(parser, start, record.count, members.baseAddress, members.count, &count)
    }
    return outcome
  }

  static func reason(_ outcome: csimdjson_outcome) -> RejectReason {
    switch outcome {
    case csimdjson_not_object: .notAnObject
    case csimdjson_bad_utf8: .jsonInvalid("bytes that are no UTF-8 outside its strings")
    case csimdjson_bad_string: .jsonInvalid("a string with an escape that JSON lacks")
    case csimdjson_bad_number: .jsonInvalid("a malformed number")
    case csimdjson_too_deep: .valueBroken(.tooDeep)
    case csimdjson_no_memory: .jsonInvalid("too large for the parser")
    default: .jsonInvalid("it breaks the grammar")
    }
  }

  /// Reads the object that was parsed last as a report.
  ///
  /// - Parameters:
  ///   - object: That object.
  ///   - fields: Cleared, then filled; its slices hold until the next object is parsed.
  ///   - name: Tells the field that a name stands for.
  /// - Returns: Why it is none, else nil.
  func read(
    _ object: Object, into fields: RecordFields, field name: (ByteSlice) -> ReportField? = ReportField.named
  ) -> RejectReason? {
    fields.clear()
    let repaired = object.isRepaired
    var raw = JSONMembers(object.text)
    fields.replaced = repaired
    for index in 0..<object.count {
      let member = members[index]
      guard let field = name(self.name(index)) else {
        if member.type != csimdjson_null { fields.add(unknown: self.name(index), text(of: member, index, &raw)) }
        continue
      }
      switch member.type {
      case csimdjson_string:
        guard fields.set(field, ByteSlice(start: member.text, count: member.text_length)) else {
          return .fieldTwice(name: "\(field.inputName)")
        }
        if repaired, field.isIdentity, let range = raw.member(index), repair.touched(range) {
          return .notUnicode(column: "\(field.columnName)")
        }
      case csimdjson_null:
        guard fields.markSeen(field) else { return .fieldTwice(name: "\(field.inputName)") }
      case csimdjson_array: return .notText(field: "\(field.inputName)", found: "an array")
      case csimdjson_object: return .notText(field: "\(field.inputName)", found: "an object")
      default:
        guard fields.set(field, text(of: member, index, &raw)) else {
          return .fieldTwice(name: "\(field.inputName)")
        }
      }
    }
    return nil
  }

  /// A member's text, or its JSON text where it is no string.
  private func text(of member: csimdjson_member, _ index: Int, _ raw: inout JSONMembers) -> ByteSlice {
    switch member.type {
    case csimdjson_string: ByteSlice(start: member.text, count: member.text_length)
    default: raw.value(index) ?? ByteSlice(start: nil, count: 0)
    }
  }
}
