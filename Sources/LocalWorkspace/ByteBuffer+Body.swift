import NIOCore

extension ByteBuffer {
  /// The records of a body held in this buffer.
  func readRecords(_ shape: BodyRecordsReader.Shape) throws(MalformedBody) -> BodyRecords {
    let result = withUnsafeReadableBytes { bytes -> Result<BodyRecords, MalformedBody> in
      let body = bytes.assumingMemoryBound(to: UInt8.self)
      do throws(MalformedBody) {
        return .success(try BodyRecordsReader.read(body, as: shape))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Whether these bytes stand anywhere in the buffer.
  func contains(_ marker: [UInt8]) -> Bool {
    withUnsafeReadableBytes { bytes in
      guard let first = marker.first, bytes.count >= marker.count else { return false }
      return (0...(bytes.count - marker.count)).contains { start in
        bytes[start] == first && bytes[start..<(start + marker.count)].elementsEqual(marker)
      }
    }
  }
}
