import CZlib
import Synchronization
import Transport

/// One body packed as gzip (RFC 1952), in memory for the next one to be packed into.
///
/// `@unchecked Sendable`: whoever takes it from `PackedBodies` alone packs into it and reads it, until it is given back
/// under the lock there. Its pointers are its own from `init` to `deinit`.
final class PackedBody: BodyBytes, @unchecked Sendable {
  /// Level 1 is three times as fast as 6, and leaves about a sixth more.
  private static let level: Int32 = 1
  /// Records are alike over long stretches: to look for longer matches among fewer takes 3 % less time and leaves 1 %
  /// less than what level 1 stands for (8 and 4), measured with reports.
  private static let niceLength: Int32 = 16
  private static let chainLength: Int32 = 3
  /// As level 1 has them.
  private static let goodLength: Int32 = 4
  private static let insertedLength: Int32 = 4

  /// zlib remembers where it lies, so that it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let room: UnsafeMutableBufferPointer<UInt8>
  private(set) var byteCount = 0

  /// Makes memory for bodies of at most so many bytes; nil where there is none.
  init?(limit: Int) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    room = .allocate(capacity: limit)
    guard czlib_deflate_init_gzip(stream, Self.level) == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    room.deallocate()
  }

  /// Packs bytes in place of those before.
  ///
  /// - Returns: False where the outcome would have more bytes than there is room for.
  func pack(_ bytes: UnsafeRawBufferPointer) -> Bool {
    byteCount = 0
    // A reset also resets what was tuned.
    guard deflateReset(stream) == Z_OK,
      deflateTune(stream, Self.goodLength, Self.insertedLength, Self.niceLength, Self.chainLength) == Z_OK
    else { return false }
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(clamping: bytes.count)
    stream.pointee.next_out = room.baseAddress
    stream.pointee.avail_out = UInt32(clamping: room.count)
    guard deflate(stream, Z_FINISH) == Z_STREAM_END else { return false }
    byteCount = room.count - Int(stream.pointee.avail_out)
    return true
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[..<byteCount]))
  }
}

/// The packed bodies of a run, as many as were in use at one time: fresh memory for each would take a thirtieth of the
/// run's CPU time, most of it for pages.
final class PackedBodies: Sendable {
  private let limit: Int
  private let idle = Mutex([PackedBody]())

  /// None yet, of at most so many bytes each.
  init(limit: Int) {
    self.limit = limit
  }

  /// One for the caller alone; nil where there is no memory for it.
  func take() -> PackedBody? { idle.withLock { $0.popLast() } ?? PackedBody(limit: limit) }

  /// Takes one back that nobody reads any more.
  func giveBack(_ body: PackedBody) {
    idle.withLock { $0.append(body) }
  }
}
