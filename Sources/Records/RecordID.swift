import Digest

/// The id by which a query removes repeats: it depends on the record's content alone.
///
/// `r` and 26 lower-case base32 characters, the first 130 bits of a SHA-256 over the known fields that are present, in
/// the order of the schema, each as `Name:length:value` and a line feed, after normalisation and before anything that
/// a setting changes. The same report in CSV and in JSON, whatever its date form, has the same id. Users' tables hold
/// these ids for years: they never change.
struct RecordID: ~Copyable {
  static let length = 27
  private static let bits = 130

  private var hasher: RecordHasher
  private var input = ByteWriter(capacity: 512)

  init() throws(DigestError) {
    hasher = try RecordHasher()
  }

  mutating func begin() {
    input.truncate(to: 0)
  }

  /// Adds a field that is present.
  @inline(__always)
  mutating func add(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
    input.append(name)
    input.append(ASCII.colon)
    input.append(decimal: value.count)
    input.append(ASCII.colon)
    input.append(value)
    input.append(ASCII.newline)
  }

  /// Appends the id of the fields added since `begin`.
  mutating func write(to writer: inout ByteWriter) {
    withUnsafeTemporaryAllocation(byteCount: 32, alignment: 16) { digest in
      hasher.hash(input.bytes, into: digest)
      writer.append(UInt8(ascii: "r"))
      let text = writer.room(RecordID.length)
      Base32.encode(
        UnsafeRawBufferPointer(digest), bits: RecordID.bits,
        into: UnsafeMutableRawBufferPointer(start: text, count: RecordID.length - 1))
      writer.advance(RecordID.length - 1)
    }
  }
}
