import CSimdJSON

/// Tells whether a text is one flat JSON object, as a mapped record has to be.
///
/// To be used by one thread at a time.
public final class FlatObjectCheck {
  private let parser: OpaquePointer
  private var members: UnsafeMutableBufferPointer<csimdjson_member>

  /// Makes a check for any number of texts.
  public init() {
    guard let parser = csimdjson_new() else { fatalError("no memory for a JSON parser") }
    self.parser = parser
    members = .allocate(capacity: 64)
  }

  deinit {
    csimdjson_free(parser)
    members.deallocate()
  }

  /// Looks at a text.
  ///
  /// - Parameters:
  ///   - text: What should be one JSON object whose values are neither objects nor arrays.
  ///   - limit: The most bytes that it may have.
  /// - Returns: Why it is none, else nil.
  public func fault(in text: [UInt8], limit: Int) -> RejectReason? {
    guard text.count <= limit else { return .mappedTooLarge(bytes: text.count, limit: limit) }
    var names = Set<[UInt8]>()
    return (text + [UInt8](repeating: 0x20, count: Int(CSIMDJSON_PADDING))).withUnsafeBufferPointer { padded in
      var count = 0
      guard let start = padded.baseAddress else { return .notAnObject }
      var outcome = csimdjson_parse_object(parser, start, text.count, members.baseAddress, members.count, &count)
      if outcome == csimdjson_ok, count > members.count {
        members.deallocate()
        members = .allocate(capacity: count)
        outcome = csimdjson_parse_object(parser, start, text.count, members.baseAddress, members.count, &count)
      }
      guard outcome == csimdjson_ok else { return JSONRecordDecoder.reason(outcome) }
      for member in members[..<count] {
        let name = ByteSlice(start: member.key, count: member.key_length)
        guard names.insert(Array(name.bytes)).inserted else { return .fieldTwice(name: RejectReason.shown(name)) }
        switch member.type {
        case csimdjson_array: return .notText(field: RejectReason.shown(name), found: "an array")
        case csimdjson_object: return .notText(field: RejectReason.shown(name), found: "an object")
        default: continue
        }
      }
      return nil
    }
  }
}
