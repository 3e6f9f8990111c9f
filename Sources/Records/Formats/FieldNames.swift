/// Tells which field of a report a member of a JSON object is.
///
/// Records of one source name their fields in the same order, so the field that followed last time is tried first.
final class FieldNames {
  /// The bytes of a name and of the quote behind it, as two words.
  private struct Pattern {
    let field: ReportField
    let low: UInt64
    let lowMask: UInt64
    let high: UInt64
    let highMask: UInt64
    let length: Int
    /// The pattern that is likely to follow this one.
    var next: UnsafeMutablePointer<Pattern>

    init(_ field: ReportField, next: UnsafeMutablePointer<Pattern>) {
      let name = field.inputName
      var words = (low: UInt64(0), high: UInt64(0)), masks = words
      for index in 0...name.utf8CodeUnitCount {
        let byte = index < name.utf8CodeUnitCount ? name.utf8Start[index] : ASCII.quote
        let shift = UInt64(index & 7) * 8
        if index < 8 {
          words.low |= UInt64(byte) << shift
          masks.low |= 0xFF << shift
        } else {
          words.high |= UInt64(byte) << shift
          masks.high |= 0xFF << shift
        }
      }
      self.field = field
      self.next = next
      (low, high) = words
      (lowMask, highMask) = masks
      length = name.utf8CodeUnitCount + 1
    }

    @inline(__always)
    func matches(_ start: UnsafePointer<UInt8>) -> Bool {
      EightBytes(at: start).word & lowMask == low && EightBytes(at: start + 8).word & highMask == high
    }
  }

  private static let count = ReportField.allCases.count

  /// One for each field, and one that only stands for the beginning of a record.
  private let patterns: UnsafeMutablePointer<Pattern>
  private let beginning: UnsafeMutablePointer<Pattern>
  private var last: UnsafeMutablePointer<Pattern>

  init() {
    patterns = .allocate(capacity: FieldNames.count + 1)
    for (index, field) in ReportField.allCases.enumerated() {
      precondition(field.inputName.utf8CodeUnitCount < 16, "a name does not fit two words with its quote")
      (patterns + index).initialize(to: Pattern(field, next: patterns + (index + 1) % FieldNames.count))
    }
    beginning = patterns + FieldNames.count
    beginning.initialize(to: Pattern(.loggedDate, next: patterns))
    last = beginning
  }

  deinit {
    patterns.deallocate()
  }

  @inline(__always)
  func beginRecord() {
    last = beginning
  }

  /// Finds the field whose name begins at a place.
  ///
  /// - Parameter at: In: behind the opening quote. Out: behind the closing one, where there is a field.
  /// - Returns: nil for another name, and for one with an escape.
  @inline(__always)
  func match(_ at: inout UnsafePointer<UInt8>) -> ReportField? {
    let likely = last.pointee.next
    guard likely.pointee.matches(at) else { return search(&at) }
    at += likely.pointee.length
    last = likely
    return likely.pointee.field
  }

  @inline(never)
  private func search(_ at: inout UnsafePointer<UInt8>) -> ReportField? {
    for index in 0..<FieldNames.count where patterns[index].matches(at) {
      last.pointee.next = patterns + index
      at += patterns[index].length
      last = patterns + index
      return patterns[index].field
    }
    let end = PlainText.end(from: at)
    guard end.pointee == ASCII.quote, let field = ReportField.named(ByteSlice(start: at, count: end - at)) else {
      return nil
    }
    at = end + 1
    return field
  }
}
