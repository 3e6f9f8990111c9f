/// The fields of one record as its format gave them: those of a report, and the others by name.
///
/// Reused from record to record; every slice holds until the next one is decoded. Behind each slice of a known field
/// there are `ByteSlice.blockBytes` more bytes that may be read, so that it can be copied in whole blocks.
final class RecordFields {
  private let known: UnsafeMutablePointer<ByteSlice>
  /// A bit for each field that has a value, by its raw value.
  private var present: UInt32 = 0
  /// A bit for each field that was named, with a value or without.
  private var seen: UInt32 = 0
  private(set) var unknown: [UnknownField] = []
  /// Apart from `unknown`, since it is asked for each record.
  private(set) var unknownCount = 0
  /// The bytes of all texts of known fields.
  private(set) var textBytes = 0
  /// True once any text had to be repaired to be Unicode.
  var replaced = false
  /// True of a form that does not say of which day it is, nor always of which account.
  var lacksTime = false
  /// True where no text of a known field holds a byte that JSON wants escaped.
  var isPlain = false

  init() {
    known = .allocate(capacity: ReportField.allCases.count)
    known.initialize(repeating: ByteSlice(start: nil, count: 0), count: ReportField.allCases.count)
  }

  deinit {
    known.deallocate()
  }

  /// Takes over the fields of a record whose decoder put their texts into `places`.
  ///
  /// - Parameters:
  ///   - present: A bit for each field that has a value, by its raw value.
  ///   - textBytes: The bytes of their texts.
  @inline(__always)
  func take(present: UInt32, textBytes: Int) {
    self.present = present
    self.textBytes = textBytes
  }

  /// Where the text of each field lies, by its raw value.
  var places: UnsafeMutablePointer<ByteSlice> { known }

  /// Forgets the record before.
  @inline(__always)
  func clear() {
    present = 0
    seen = 0
    replaced = false
    lacksTime = false
    isPlain = false
    textBytes = 0
    if unknownCount > 0 { clearUnknown() }
  }

  /// The text of a field; nil where it is absent, which `N/A`, `null` and nothing at all mean too.
  @inline(__always)
  subscript(field: ReportField) -> ByteSlice? { has(field) ? known[field.rawValue] : nil }

  @inline(__always)
  func has(_ field: ReportField) -> Bool { present & field.bit != 0 }

  /// Puts a field in its place.
  ///
  /// - Returns: False where the record had it before.
  @inline(__always)
  func set(_ field: ReportField, _ text: ByteSlice) -> Bool {
    guard markSeen(field) else { return false }
    if !RecordFields.isAbsence(text) {
      known[field.rawValue] = text
      present |= field.bit
      textBytes += text.count
    }
    return true
  }

  /// Notes that the record names a field, with a value or without.
  ///
  /// - Returns: False where it did so before.
  @inline(__always)
  func markSeen(_ field: ReportField) -> Bool {
    guard seen & field.bit == 0 else { return false }
    seen |= field.bit
    return true
  }

  func add(unknown name: ByteSlice, _ value: ByteSlice) {
    unknown.append(UnknownField(name: name, value: value))
    unknownCount += 1
  }

  private func clearUnknown() {
    unknown.removeAll(keepingCapacity: true)
    unknownCount = 0
  }

  /// True of a text that stands for no value: `N/A`, `null` or nothing at all.
  @inline(__always)
  static func isAbsence(_ text: ByteSlice) -> Bool {
    guard text.count <= 4 else { return false }
    guard !text.isEmpty else { return true }
    // `n` and `N`, with which hardly any short text begins.
    return text[0] | 0x20 == UInt8(ascii: "n") && (text.equals("N/A") || text.equals("null"))
  }
}

extension ReportField {
  @inline(__always)
  var bit: UInt32 { 1 << UInt32(truncatingIfNeeded: rawValue) }
}
