/// The fields of a run's input that are no part of a report or an event, by name: how often each came, and the column it becomes
/// where such fields are kept.
struct UnknownFields {
  private struct Entry {
    let name: [UInt8]
    /// `,"Name":"` of the column.
    let key: [UInt8]
    let column: String
    var count = 0
    var lastRecord = 0
  }

  /// More names than a table has columns are no names but data; the rest is counted together.
  static let mostNames = 400
  /// A name longer than any API gives is not remembered.
  private static let longestName = 512

  private var entries: [Entry] = []
  private var taken: Set<String>
  private var others = 0
  private var record = 0

  init(takenNames: Set<String>) {
    taken = takenNames
  }

  /// How often each name came; what came under more names than are told apart stands under `(others)`.
  var counts: [String: Int] {
    var counts: [String: Int] = [:]
    for entry in entries where entry.count > 0 {
      counts[String(decoding: entry.name, as: UTF8.self), default: 0] += entry.count
    }
    if others > 0 { counts["(others)"] = others }
    return counts
  }

  mutating func beginRecord() {
    record += 1
  }

  /// The column that a field of the current record becomes.
  ///
  /// - Returns: nil where there are too many names.
  /// - Throws: Where the record has a field of this name already.
  mutating func column(for name: ByteSlice) throws(RejectReason) -> (key: [UInt8], name: String)? {
    guard let index = index(of: name) else { return nil }
    guard entries[index].lastRecord != record else { throw .fieldTwice(name: RejectReason.shown(name)) }
    entries[index].lastRecord = record
    return (entries[index].key, entries[index].column)
  }

  /// Counts a field of a record that is sent.
  mutating func count(_ name: ByteSlice) {
    guard let index = index(of: name) else {
      others += 1
      return
    }
    entries[index].count += 1
  }

  /// Counts fields of a record whose names are not told apart.
  mutating func count(others more: Int) {
    others += more
  }

  /// The column of a field that is kept by its name: `requestParameters` becomes `RequestParameters`, and `requestID`
  /// `RequestId`, as all other names of columns are written.
  mutating func column(kept name: String) -> (key: [UInt8], name: String) {
    var column = name.prefix(1).uppercased() + name.dropFirst()
    if column.hasSuffix("ID") { column = column.dropLast(2) + "Id" }
    let free = take(ColumnNames.cleaned(column))
    return (Array(",\"\(free)\":\"".utf8), free)
  }

  /// A name that no other column has.
  private mutating func take(_ base: String) -> String {
    var column = base
    var suffix = 2
    while !taken.insert(column.lowercased()).inserted {
      let ending = "_\(suffix)"
      column = base.prefix(ColumnNames.maxLength - ending.utf8.count) + ending
      suffix += 1
    }
    return column
  }

  private mutating func index(of name: ByteSlice) -> Int? {
    for index in entries.indices where entries[index].name.count == name.count {
      if entries[index].name.elementsEqual(name.bytes) { return index }
    }
    guard entries.count < UnknownFields.mostNames, name.count <= UnknownFields.longestName else { return nil }
    let column = take(ColumnNames.cleaned(name.text))
    entries.append(Entry(name: Array(name.bytes), key: Array(",\"\(column)\":\"".utf8), column: column))
    return entries.count - 1
  }
}
