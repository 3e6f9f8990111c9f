import CSimdJSON

/// The fields of one record as its format gave them: those of a report, and the others by name.
///
/// Reused from record to record; every slice holds until the next one is decoded.
struct RecordFields {
  /// A field that is no part of a report.
  struct Unknown {
    var name: ByteSlice
    /// Text as it came, or JSON text for everything that is no string.
    var value: ByteSlice
  }

  private var known: [ByteSlice?] = Array(repeating: nil, count: ReportField.allCases.count)
  private(set) var unknown: [Unknown] = []
  /// True once any text had to be repaired to be Unicode.
  var replaced = false

  mutating func clear() {
    for index in known.indices { known[index] = nil }
    if !unknown.isEmpty { unknown.removeAll(keepingCapacity: true) }
    seen = 0
    replaced = false
  }

  private var seen: UInt16 = 0

  /// The text of a field; nil where it is absent, which `N/A`, `null` and nothing at all mean too.
  @inline(__always)
  subscript(field: ReportField) -> ByteSlice? { known[field.rawValue] }

  /// Puts a field in its place.
  ///
  /// - Returns: False where the record had it before.
  @inline(__always)
  mutating func set(_ field: ReportField, _ text: ByteSlice) -> Bool {
    guard markSeen(field) else { return false }
    if !text.isEmpty, !text.equals("N/A"), !text.equals("null") { known[field.rawValue] = text }
    return true
  }

  /// Notes that the record names a field, with a value or without.
  ///
  /// - Returns: False where it did so before.
  @inline(__always)
  mutating func markSeen(_ field: ReportField) -> Bool {
    let bit: UInt16 = 1 << UInt16(field.rawValue)
    guard seen & bit == 0 else { return false }
    seen |= bit
    return true
  }

  mutating func add(unknown name: ByteSlice, _ value: ByteSlice) {
    unknown.append(Unknown(name: name, value: value))
  }
}
