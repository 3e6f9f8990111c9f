import CSimdJSON

/// Tells whether a text is one flat JSON object, as a mapped record has to be.
///
/// To be used by one thread at a time.
public final class FlatObjectCheck {
  private let parser = ObjectParser()

  /// Makes a check for any number of texts.
  public init() {}

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
      let outcome = parser.parse(ByteSlice(start: padded.baseAddress, count: text.count), &count)
      guard outcome == csimdjson_ok else { return RejectReason(outcome) }
      for index in 0..<count {
        let name = parser.name(index)
        guard names.insert(Array(name.bytes)).inserted else { return .fieldTwice(name: RejectReason.shown(name)) }
        switch parser.members[index].type {
        case csimdjson_array: return .notText(field: RejectReason.shown(name), found: "an array")
        case csimdjson_object: return .notText(field: RejectReason.shown(name), found: "an object")
        default: continue
        }
      }
      return nil
    }
  }
}
