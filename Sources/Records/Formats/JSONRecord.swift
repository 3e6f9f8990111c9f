import CSimdJSON

/// Decodes one framed JSON object into fields.
final class JSONRecordDecoder {
  /// To be used by one thread at a time, and so is the decoder.
  private let parser = ObjectParser()
  private let repair = UnicodeRepair()
  private let longNumbers = LongNumbers()

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
    switch parser.parse(record, &count) {
    case csimdjson_ok: return Object(text: record, count: count, isRepaired: false)
    case csimdjson_bad_utf8, csimdjson_bad_string:
      guard let repaired = repair.repaired(record) else { throw RejectReason(csimdjson_bad_string) }
      let outcome = parser.parse(repaired, &count)
      guard outcome == csimdjson_ok else { throw RejectReason(outcome) }
      return Object(text: repaired, count: count, isRepaired: true)
    case csimdjson_bad_number:
      guard let quoted = longNumbers.quoted(record), parser.parse(quoted, &count) == csimdjson_ok else {
        throw RejectReason(csimdjson_bad_number)
      }
      return Object(text: quoted, count: count, isRepaired: false)
    case let outcome: throw RejectReason(outcome)
    }
  }

  /// The name of a member of the object that was parsed last.
  func name(_ index: Int) -> ByteSlice { parser.name(index) }

  /// The text of a member that is a string.
  func string(_ index: Int) -> ByteSlice? {
    let member = parser.members[index]
    return member.type == csimdjson_string ? ByteSlice(start: member.text, count: member.text_length) : nil
  }

  func isObject(_ index: Int) -> Bool { parser.members[index].type == csimdjson_object }

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
      let member = parser.members[index]
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
