/// The records of one request body: JSON objects, parsed once and kept as ranges of the body's bytes.
struct BodyRecords {
  enum Kind: UInt8 {
    case null, `true`, `false`, number, string
    /// An object or an array.
    case nested
  }

  /// One property of one record.
  struct Field {
    /// An index into `names`.
    let name: Int
    let kind: Kind
    /// Where the value stands in the body; for a string, what is between its quotes.
    let range: Range<Int>
    /// Whether a string holds backslashes, so that its text is not the bytes of `range`.
    let escaped: Bool
  }

  /// Each property name once, decoded, in the order of first use.
  var names: [String] = []
  /// The fields of all records, one record after another.
  var fields: [Field] = []
  /// Where each record ends in `fields`.
  var ends: [Int] = []
  /// Whether the body was one object and no array.
  var isOneObject = false

  var count: Int { ends.count }

  /// The fields of the record at an index.
  subscript(record index: Int) -> ArraySlice<Field> {
    fields[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}

/// Why a body is not a list of records, and where.
struct MalformedBody: Error, Equatable {
  let reason: String
  let offset: Int
}
