extension ByteWriter {
  /// More than nearly every record has, and no more than a body has beyond its limit.
  private static let mostBytesAtOnce = 32 << 10

  /// Writes with a pen, in place, or apart where the bound is large.
  ///
  /// Mostly a record is far smaller than its bound, and the body must not grow for what it does not get.
  /// - Parameters:
  ///   - bound: The most bytes that are written.
  ///   - body: Writes.
  /// - Returns: What `body` returns.
  @inline(__always)
  mutating func write<Result>(atMost bound: Int, _ body: (inout Pen) -> Result) -> Result {
    if bound <= ByteWriter.mostBytesAtOnce {
      var pen = pen(atMost: bound)
      defer { take(pen) }
      return body(&pen)
    }
    var apart = ByteWriter(capacity: 0)
    var pen = apart.pen(atMost: bound)
    let result = body(&pen)
    apart.take(pen)
    append(apart.bytes)
    return result
  }

  /// Makes an object of columns that were written from `start` on, each with a comma before it.
  @inline(__always)
  mutating func closeObject(from start: Int) {
    if count == start {
      append("{}")
      return
    }
    replace(at: start, with: ASCII.openBrace)
    append(ASCII.closeBrace)
  }
}
