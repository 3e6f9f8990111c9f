import CZlib

/// Unpacks gzip (RFC 1952), member by member, as bytes are asked for.
///
/// It pulls: however much a few packed bytes stand for, only as much is unpacked as there is room.
final class GzipUnpacker {
  enum Step {
    case unpacked(Int)
    /// All packed bytes given so far are used up.
    case needsInput
    /// The last member is whole and nothing follows.
    case ended
  }

  struct Failure: Error {
    /// Packed bytes before the fault.
    let offset: Int
    let detail: String
  }

  private var stream = z_stream()
  private let packed: UnsafeMutableRawBufferPointer
  private var front = 0
  private var end = 0
  private var taken = 0
  /// True between two members, where the source may end.
  private var betweenMembers = false
  private var isReady = false
  /// What was found wrong behind bytes that were unpacked in the same step, which are handed out first.
  private var failure: Failure?

  /// - Parameter packedBytes: How many packed bytes are held at a time.
  init(packedBytes: Int) {
    packed = .allocate(byteCount: packedBytes, alignment: 16)
    isReady = czlib_inflate_init_gzip(&stream) == Z_OK
  }

  deinit {
    inflateEnd(&stream)
    packed.deallocate()
  }

  /// Room for packed bytes; asked for only after `needsInput`.
  func room() -> UnsafeMutableRawBufferPointer {
    front = 0
    end = 0
    return packed
  }

  func added(_ count: Int) {
    precondition(count >= 0 && count <= packed.count)
    end = count
  }

  /// Unpacks into `room`, which is not empty.
  ///
  /// - Parameters:
  ///   - room: Where unpacked bytes go.
  ///   - sourceEnded: True once no more packed bytes will come.
  /// - Returns: How many bytes were unpacked, at least one; or why there are none.
  /// - Throws: Where the packed bytes are damaged or break off.
  func unpack(into room: UnsafeMutableRawBufferPointer, sourceEnded: Bool) throws(Failure) -> Step {
    guard isReady else { throw Failure(offset: taken, detail: "zlib has no memory") }
    if let failure { throw failure }
    while true {
      if betweenMembers {
        // Zeros may pad the last member, as tar and tapes leave them.
        while front < end, packed[front] == 0 {
          front += 1
          taken += 1
        }
        if front == end { return sourceEnded ? .ended : .needsInput }
        inflateReset(&stream)
        betweenMembers = false
      }
      if front == end, !sourceEnded { return .needsInput }
      stream.next_in = packed.baseAddress.map { $0.assumingMemoryBound(to: UInt8.self) + front }
      stream.avail_in = UInt32(end - front)
      stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(clamping: room.count)
      let roomBefore = stream.avail_out
      let result = inflate(&stream, Z_NO_FLUSH)
      let used = end - front - Int(stream.avail_in)
      front += used
      taken += used
      let unpacked = Int(roomBefore - stream.avail_out)
      switch result {
      case Z_STREAM_END: betweenMembers = true
      case Z_OK: break
      case Z_BUF_ERROR:
        if unpacked == 0, sourceEnded { throw Failure(offset: taken, detail: "it breaks off") }
      default:
        let words = stream.msg.map { String(cString: $0) } ?? "zlib error \(result)"
        let fault = Failure(offset: taken, detail: words)
        guard unpacked > 0 else { throw fault }
        failure = fault
      }
      if unpacked > 0 { return .unpacked(unpacked) }
    }
  }
}
