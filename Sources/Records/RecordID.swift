import Digest

/// The id by which a query removes repeats: it depends on the record's content alone.
///
/// `r` and 26 lower-case base32 characters, the first 130 bits of a SHA-256 over the known fields that are present, in
/// the order of the schema, each as `<letter><length>:<value>`, after normalisation and before anything that a setting
/// changes. The letter stands for the column, the length is that of the value in bytes, in decimal digits. The same
/// report in CSV and in JSON, whatever its date form, has the same id. Users' tables hold these ids for years: they never
/// change.
struct RecordID: ~Copyable {
  static let length = 27
  private var hasher = RecordHasher()
  private var input = ByteWriter(capacity: 1024)

  /// Writes the id of fields.
  ///
  /// - Parameters:
  ///   - textBytes: The most bytes that the fields' values have.
  ///   - output: Has room for more than `length` bytes: the rest of the digest is written too.
  ///   - addFields: Adds each field that is present, in the order of the schema.
  @inline(__always)
  mutating func write(textBytes: Int, to output: inout Pen, addFields: (inout RecordIDInput) -> Void) {
    input.truncate(to: 0)
    var fields = RecordIDInput(
      pen: input.pen(atMost: textBytes + RecordIDInput.mostBytesBesideTexts + RecordHasher.paddingBytes))
    addFields(&fields)
    input.take(fields.pen)
    output.put(UInt8(ascii: "r"))
    hasher.hash(input.start, count: input.count).writeBase32(to: output.at)
    output.advance(RecordID.length - 1)
  }

  /// How much longer the fields are, all together, than the texts in the input: three times of day, eleven zeros.
  static let mostBytesAdded = 3 * Timestamp.writtenLength + 12
}

/// The text over which an id is made.
struct RecordIDInput {
  fileprivate var pen: Pen

  /// Letters, lengths and colons of all fields.
  fileprivate static let mostBytesBesideTexts = 24 * 22

  /// Adds a field that is present.
  ///
  /// - Parameters:
  ///   - letter: What stands for its column.
  ///   - value: Has `ByteSlice.blockBytes` readable bytes behind it.
  @inline(__always)
  mutating func add(_ letter: RecordID.Letter, _ value: ByteSlice) {
    add(letter: letter.rawValue, value)
  }

  /// Adds a field that is present, by the letter itself.
  @inline(__always)
  mutating func add(letter: UInt8, _ value: ByteSlice) {
    pen.put(letter)
    pen.put(decimal: value.count)
    pen.put(ASCII.colon)
    pen.put(value)
  }
}

extension RecordID {
  /// What stands for a column in the text that is hashed.
  enum Letter: UInt8 {
    case eventTime = 0x65  // e
    case account = 0x61  // a
    case user = 0x75  // u
    case accessKeyID = 0x6B  // k
    case keySlot = 0x6E  // n
    case status = 0x73  // s
    case createDate = 0x63  // c
    case lastUsedDate = 0x6C  // l
    case lastUsedRegion = 0x72  // r
    case lastUsedService = 0x76  // v
  }
}
