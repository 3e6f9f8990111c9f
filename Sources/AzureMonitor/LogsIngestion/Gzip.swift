import CZlib

/// Packs bodies as gzip (RFC 1952).
enum Gzip {
  /// Level 1 is three times as fast as 6, and leaves about a sixth more.
  private static let level: Int32 = 1

  /// Packs bytes, as long as they fit.
  ///
  /// - Parameters:
  ///   - bytes: What is packed.
  ///   - limit: The most bytes of the outcome.
  /// - Returns: nil where it would have more, or where there is no memory for it.
  static func pack(_ bytes: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var isWhole = false
    let packed = [UInt8](unsafeUninitializedCapacity: limit) { room, count in
      stream.next_in = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(clamping: bytes.count)
      stream.next_out = room.baseAddress
      stream.avail_out = UInt32(clamping: room.count)
      isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
      count = room.count - Int(stream.avail_out)
    }
    return isWhole ? packed : nil
  }
}
