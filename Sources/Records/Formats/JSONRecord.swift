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

  /// Decodes an object.
  ///
  /// - Parameters:
  ///   - record: From brace to brace, with readable bytes behind it.
  ///   - fields: Cleared, then filled; its slices hold until the next call.
  /// - Returns: Why it is no record, else nil.
  func decode(_ record: ByteSlice, into fields: RecordFields) -> RejectReason? {
    fields.clear()
    var count = 0
    switch parse(record, &count) {
    case csimdjson_ok: return read(record, count, repaired: false, into: fields)
    case csimdjson_bad_utf8, csimdjson_bad_string:
      guard let repaired = repair.repaired(record) else { return JSONRecordDecoder.reason(csimdjson_bad_string) }
      let outcome = parse(repaired, &count)
      guard outcome == csimdjson_ok else { return JSONRecordDecoder.reason(outcome) }
      return read(repaired, count, repaired: true, into: fields)
    case csimdjson_bad_number:
      guard let quoted = longNumbers.quoted(record), parse(quoted, &count) == csimdjson_ok else {
        return JSONRecordDecoder.reason(csimdjson_bad_number)
      }
      return read(quoted, count, repaired: false, into: fields)
    case let outcome: return JSONRecordDecoder.reason(outcome)
    }
  }

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

  private func read(
    _ record: ByteSlice, _ count: Int, repaired: Bool, into fields: RecordFields
  ) -> RejectReason? {
    var raw = JSONMembers(record)
    fields.replaced = repaired
    for index in 0..<count {
      let member = members[index]
      let name = ByteSlice(start: member.key, count: member.key_length)
      guard let field = ReportField.named(name) else {
        if member.type != csimdjson_null { fields.add(unknown: name, text(of: member, index, &raw)) }
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
