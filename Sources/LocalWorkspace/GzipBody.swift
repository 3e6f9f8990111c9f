import CZlib
import NIOCore

/// Why a gzip body cannot be read.
enum GzipFault: Error {
  /// It is not gzip, is damaged, or ends too early.
  case damaged
  /// It is longer than the limit once it is unpacked.
  case tooLong
}

/// Unpacks bodies of `Content-Encoding: gzip` (RFC 1952), one member or several.
enum GzipBody {
  /// The unpacked bytes.
  ///
  /// - Parameters:
  ///   - body: The bytes as sent.
  ///   - limit: The most bytes that may come out; unpacking stops right behind it.
  /// - Returns: The bytes that were packed.
  /// - Throws: `GzipFault`.
  static func unpack(_ body: ByteBuffer, limit: Int) throws(GzipFault) -> ByteBuffer {
    let result = body.withUnsafeReadableBytes { input -> Result<ByteBuffer, GzipFault> in
      var stream = z_stream()
      guard czlib_inflate_init_gzip(&stream) == Z_OK else { return .failure(.damaged) }
      defer { inflateEnd(&stream) }
      // zlib never writes through this pointer, its type in C only lacks a const.
      stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(clamping: input.count)
      return inflate(&stream, limit: limit)
    }
    return try result.get()
  }

  private static func inflate(_ stream: inout z_stream, limit: Int) -> Result<ByteBuffer, GzipFault> {
    var output = ByteBuffer()
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let room = chunk.count
      let status = chunk.withUnsafeMutableBufferPointer { chunk in
        stream.next_out = chunk.baseAddress
        stream.avail_out = UInt32(chunk.count)
        return CZlib.inflate(&stream, Z_NO_FLUSH)
      }
      output.writeBytes(chunk[..<(room - Int(stream.avail_out))])
      guard output.readableBytes <= limit else { return .failure(.tooLong) }
      switch status {
      case Z_OK: continue
      case Z_STREAM_END where stream.avail_in == 0: return .success(output)
      case Z_STREAM_END where inflateReset(&stream) == Z_OK: continue
      default: return .failure(.damaged)
      }
    }
  }
}
