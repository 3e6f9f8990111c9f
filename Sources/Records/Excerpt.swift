/// The beginning of a stretch of input that is too long to be held, kept for its reject.
final class Excerpt {
  private var kept = ByteWriter(capacity: 64)
  /// Bytes of the stretch that left the buffer already; 0 where it is held whole.
  var dropped = 0

  /// Notes the next bytes of the stretch as dropped, and keeps of its beginning as much as the limit allows.
  func drop(_ bytes: ByteSlice, keepingAtMost limit: Int) {
    if dropped == 0 { kept.truncate(to: 0) }
    kept.append(bytes.part(0..<min(max(limit - kept.count, 0), bytes.count)).bytes)
    dropped += bytes.count
  }

  /// The kept bytes; they hold until the next stretch is kept.
  var slice: ByteSlice { ByteSlice(kept.bytes) }
}
