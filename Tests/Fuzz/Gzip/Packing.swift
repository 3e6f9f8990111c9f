import CZlib

/// One gzip member, as zlib packs it.
func gzip(_ bytes: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  guard deflateInit2_(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
    fatalError("zlib has no memory")
  }
  defer { deflateEnd(&stream) }
  var input = Array(bytes)
  return input.withUnsafeMutableBufferPointer { input in
    [UInt8](unsafeUninitializedCapacity: Int(deflateBound(&stream, UInt(input.count)))) { packed, count in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = packed.baseAddress
      stream.avail_out = UInt32(packed.count)
      guard deflate(&stream, Z_FINISH) == Z_STREAM_END else { fatalError("zlib did not pack") }
      count = Int(stream.total_out)
    }
  }
}
