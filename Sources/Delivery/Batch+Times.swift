import Records

extension Batch {
  /// Batches of the same records, none of which has times that are further apart than allowed.
  ///
  /// - Parameters:
  ///   - span: How far they may be apart.
  ///   - column: The column of the time, as it is sent; nil where none is sent.
  /// - Returns: One at least, in the order of their times; this one alone where nothing has to be divided. Records without
  ///   a time, to which the service gives that of arrival, are in a batch of their own.
  func divided(within span: Duration, by column: String?) -> [Batch] {
    guard let column else { return [self] }
    let name = Array("\"\(column)\":\"".utf8)
    let times = body.withBytes { bytes in entries.map { Batch.time(in: bytes[$0.range], behind: name) } }
    let known = times.indices.filter { times[$0] != nil }.sorted { (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1) }
    var parts: [[Int]] = []
    var begin = Int64.min
    for index in known {
      let time = times[index] ?? 0
      if parts.isEmpty || time - begin >= span.components.seconds {
        parts.append([])
        begin = time
      }
      parts[parts.count - 1].append(index)
    }
    let unknown = times.indices.filter { times[$0] == nil }
    if !unknown.isEmpty { parts.append(unknown) }
    return parts.count > 1 ? parts.map { part($0.sorted()) } : [self]
  }

  /// Seconds since 1970 of the text behind a name; nil where the record has no such text, or it is no time.
  private static func time(in record: Slice<UnsafeRawBufferPointer>, behind name: [UInt8]) -> Int64? {
    let bytes = UnsafeRawBufferPointer(rebasing: record)
    // Within a text its quotes have a backslash before them, so that this is found as a member alone.
    guard let start = bytes.firstRange(of: name)?.upperBound,
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")), end - start <= 40
    else { return nil }
    return Timestamp(String(decoding: bytes[start..<end], as: UTF8.self))?.epochSeconds
  }
}
