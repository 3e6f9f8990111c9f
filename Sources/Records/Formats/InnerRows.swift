/// The rows of a credential report that one JSON object holds.
final class InnerRows {
  let buffer: InputBuffer
  let framer: CSVFramer
  /// When the report was made; nil where the object does not say it.
  let generated: ByteSlice?
  /// True once a record of it was handed out.
  var isBegun = false
  private let memory: ByteWriter

  init(_ rows: [UInt8], generated time: [UInt8], limits: FrameLimits) {
    buffer = InputBuffer(capacity: rows.count, offset: 0)
    buffer.room(atLeast: rows.count).copyBytes(from: rows)
    buffer.added(rows.count)
    framer = CSVFramer(limits: limits, at: SourcePosition(record: 1, line: 1, byteOffset: 0), header: nil)
    var memory = ByteWriter(capacity: time.count + ByteSlice.blockBytes)
    memory.append(time)
    generated = time.isEmpty ? nil : ByteSlice(start: memory.start, count: time.count)
    self.memory = memory
  }
}
