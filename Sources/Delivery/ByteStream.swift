import Threads

/// The bytes of one object, as stored.
protocol ByteStream: AnyObject {
  /// Reads what comes next.
  ///
  /// - Parameters:
  ///   - room: Where the bytes go; not empty.
  ///   - deadline: Until when to wait where bytes may be long in coming; nil waits for ever.
  /// - Returns: What there was.
  /// - Throws: Where the object cannot be read any further.
  func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece
}

enum StreamPiece {
  case bytes(Int)
  case end
  /// The deadline came first.
  case nothingYet
}
