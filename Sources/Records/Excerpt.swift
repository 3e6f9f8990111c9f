/// The beginning of a stretch of input that is too long to be held, kept for its reject.
final class Excerpt {
  private var kept = ByteWriter(capacity: 64)
  /// Bytes of the stretch that left the buffer already; 0 where it is held whole.
  var dropped = 0

  func keep(_ bytes: ByteSlice, atMost limit: Int) {
    kept.truncate(to: 0)
    kept.append(bytes.part(0..<min(limit, bytes.count)).bytes)
  }

  /// The kept bytes; they hold until the next stretch is kept.
  var slice: ByteSlice { ByteSlice(kept.bytes) }
}
