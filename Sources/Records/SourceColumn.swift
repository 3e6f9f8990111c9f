/// `,"RecordSource":"…"` of the source that is read; empty where the column is not sent.
struct SourceColumn: ~Copyable {
  private var text = ByteWriter(capacity: 256)
  private(set) var isCut = false

  var count: Int { text.count }

  /// Names the source of the records that follow.
  mutating func begin(_ name: String, _ key: ByteSlice, limit: Int) {
    text.truncate(to: 0)
    isCut = false
    guard !key.isEmpty else { return }
    var name = name
    text.append(key.bytes)
    isCut = name.withUTF8 { bytes in
      let bytes = ByteSlice(UnsafeRawBufferPointer(bytes))
      return text.write(atMost: min(bytes.count, limit) * Pen.mostBytesEscaped + ByteSlice.blockBytes) { pen in
        pen.put(text: bytes, prefix: TextShape.of(bytes).prefix, limit: limit)
      }
    }
    text.append(ASCII.quote)
  }

  @inline(__always)
  func write(_ pen: inout Pen) {
    pen.put(ByteSlice(text.bytes))
  }
}
