/// The bytes of one source as framers want them: unpacked where it is packed.
struct UnpackedInput {
  private static let pieceBytes = 128 << 10
  private static let packedBytes = 64 << 10

  /// What was unpacked and is not framed yet.
  let buffer: InputBuffer
  private var unpacker: GzipUnpacker?
  private var isSourceEnded = false
  /// True until it is known whether the source is packed.
  private var isUnknown: Bool
  /// True while not one byte was added.
  private(set) var isUntouched = true
  /// True once no unpacked byte will be added to the buffer.
  private(set) var isEnded = false
  /// What is wrong with the packed bytes.
  private(set) var failure: RejectReason?

  /// Makes room.
  ///
  /// - Parameter offset: Where the bytes begin in the source that will be added; nil where that is its beginning, which
  ///   tells whether it is packed.
  init(from offset: Int?) {
    isUnknown = offset == nil
    buffer = InputBuffer(capacity: 2 * UnpackedInput.pieceBytes, offset: offset ?? 0)
  }

  /// Room for the source's next bytes, never empty.
  func room() -> UnsafeMutableRawBufferPointer {
    if let unpacker { return unpacker.room() }
    let room = buffer.room(atLeast: UnpackedInput.pieceBytes)
    // The first bytes may turn out to be packed; they must then fit where packed bytes are held.
    guard isUnknown else { return room }
    return UnsafeMutableRawBufferPointer(rebasing: room[0..<UnpackedInput.packedBytes - buffer.count])
  }

  /// Tells how many bytes were put into `room`.
  mutating func added(_ count: Int) {
    isUntouched = false
    if let unpacker { unpacker.added(count) } else { buffer.added(count) }
  }

  /// Tells that the source has no more bytes.
  mutating func sourceEnded() {
    isSourceEnded = true
  }

  /// Tells whether the source is packed, and has it unpacked then.
  ///
  /// - Returns: False where more bytes are needed to tell.
  mutating func open() -> Bool {
    guard buffer.count >= 2 || isSourceEnded else { return false }
    isUnknown = false
    guard Sniff.isGzip(buffer.bytes) else { return true }
    let unpacker = GzipUnpacker(packedBytes: UnpackedInput.packedBytes)
    unpacker.room().copyMemory(from: buffer.bytes)
    unpacker.added(buffer.count)
    buffer.forget()
    self.unpacker = unpacker
    return true
  }

  /// Brings unpacked bytes into the buffer.
  ///
  /// - Returns: False where the source must give more first.
  mutating func refill() -> Bool {
    guard let unpacker else {
      if isSourceEnded { isEnded = true }
      return isSourceEnded
    }
    do throws(GzipUnpacker.Failure) {
      switch try unpacker.unpack(into: buffer.room(atLeast: UnpackedInput.pieceBytes), sourceEnded: isSourceEnded) {
      case .unpacked(let count): buffer.added(count)
      case .needsInput: return false
      case .ended: isEnded = true
      }
    } catch {
      failure = .gzipBroken(offset: error.offset, detail: error.detail)
      isEnded = true
    }
    return true
  }
}
