import Threads

/// Some bytes of an object, from the thread that fetches them to the one that reads them.
///
/// `@unchecked Sendable`: one thread fills it and then hands it over through a `Monitor`, whose lock orders the accesses;
/// from there on only the thread that took it touches it.
final class FetchedPiece: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer
  /// How many bytes are in it.
  private(set) var count = 0
  private var taken = 0

  /// Empty memory for at least one byte.
  init(capacity: Int) {
    memory = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit {
    memory.deallocate()
  }

  /// Reads until it is full or there is no more.
  ///
  /// - Parameter stream: Where the bytes come from.
  /// - Returns: True at the end of the stream; a piece that is full may be followed by nothing but the end.
  /// - Throws: Where the stream breaks; what came before is in the piece.
  func fill(from stream: any ByteStream) throws(SourceError) -> Bool {
    while count < memory.count {
      let room = UnsafeMutableRawBufferPointer(rebasing: memory[count...])
      switch try stream.read(into: room, deadline: nil) {
      case .bytes(let read): count += read
      case .end: return true
      case .nothingYet: continue
      }
    }
    return false
  }

  var isTaken: Bool { taken == count }

  /// Moves bytes out, as many as fit.
  func take(into room: UnsafeMutableRawBufferPointer) -> Int {
    let moved = min(room.count, count - taken)
    room.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[taken..<taken + moved]))
    taken += moved
    return moved
  }
}
