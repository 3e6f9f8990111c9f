import CSimdJSON

/// Parses JSON objects over simdjson's DOM.
///
/// The DOM validates all of an object, also what nobody reads; on-demand parsing would not. To be used by one thread at
/// a time.
final class ObjectParser {
  private let parser: OpaquePointer
  /// The members of the object that was parsed last, and memory behind them.
  private(set) var members: UnsafeMutableBufferPointer<csimdjson_member>

  init() {
    guard let parser = csimdjson_new() else { fatalError("no memory for a JSON parser") }
    self.parser = parser
    members = .allocate(capacity: 64)
  }

  deinit {
    csimdjson_free(parser)
    members.deallocate()
  }

  /// Parses an object.
  ///
  /// - Parameters:
  ///   - text: From brace to brace, with `CSIMDJSON_PADDING` readable bytes behind it.
  ///   - count: How many members it has, which hold until the next call.
  /// - Returns: What is wrong with it, if anything is.
  func parse(_ text: ByteSlice, _ count: inout Int) -> csimdjson_outcome {
    guard let start = text.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return csimdjson_malformed }
    var outcome = csimdjson_parse_object(parser, start, text.count, members.baseAddress, members.count, &count)
    if outcome == csimdjson_ok, count > members.count {
      members.deallocate()
      members = .allocate(capacity: count)
      outcome = csimdjson_parse_object(parser, start, text.count, members.baseAddress, members.count, &count)
    }
    return outcome
  }

  /// The name of a member of the object that was parsed last.
  func name(_ index: Int) -> ByteSlice {
    ByteSlice(start: members[index].key, count: members[index].key_length)
  }
}

extension RejectReason {
  /// Why a text is no object.
  init(_ outcome: csimdjson_outcome) {
    self =
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
}
