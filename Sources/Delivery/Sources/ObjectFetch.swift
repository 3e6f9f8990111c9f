import Threads

/// One object on its way here: a thread fetches it, another reads it, and what is between them has its bound.
///
/// What was fetched waits in pieces of at most `pieceBytes`, all of them together at most `window` bytes. An object that
/// fits in its window is handed over once it is complete, a larger one piece by piece. However it ends, by its last byte,
/// by an error or by `abandon`, the reader gets an end: what came before it is read first.
final class ObjectFetch: Sendable {
  /// Large enough that handing a piece over costs nothing to speak of.
  static let pieceBytes = 256 << 10
  /// What an object counts for that has hardly any bytes.
  private static let leastWindow = 4 << 10

  /// What is fetched.
  struct Order: Sendable {
    /// As a listing has it; the object may come to be shorter or longer.
    let bytes: Int64
    /// Opens the object for one pass; called by the thread that fetches it.
    let open: @Sendable () throws(SourceError) -> any ByteStream
  }

  private struct Held {
    var isOpen = false
    var pieces: [FetchedPiece] = []
    /// How many bytes of the window are in use.
    var bytes = 0
    /// What comes behind the last piece: nil at its beginning and in its middle.
    var end: Result<Void, SourceError>?
    var isAbandoned = false

    mutating func add(_ piece: FetchedPiece) {
      pieces.append(piece)
      bytes += piece.count
    }

    mutating func dropFirst() {
      bytes -= pieces.removeFirst().count
    }
  }

  /// The most bytes of the object that are in memory at one time.
  let window: Int
  private let order: Order
  private let held = Monitor(Held())

  /// Describes a fetch that has not begun.
  ///
  /// - Parameters:
  ///   - order: What is fetched.
  ///   - mostBytes: The largest window.
  init(_ order: Order, mostBytes: Int) {
    self.order = order
    window = min(max(Int(clamping: order.bytes), Self.leastWindow), mostBytes)
  }

  // MARK: The thread that fetches

  /// Fetches the object to its end.
  func run() {
    guard !held.read({ $0.isAbandoned }) else { return }
    do throws(SourceError) {
      let stream = try order.open()
      if order.bytes <= window { try fetchWhole(stream) } else { try fetchInPieces(stream) }
    } catch {
      finish(.failure(error))
    }
  }

  private func fetchWhole(_ stream: any ByteStream) throws(SourceError) {
    // The byte more is what the end is seen by.
    let piece = FetchedPiece(capacity: Int(order.bytes) + 1)
    let isAtEnd: Bool
    do throws(SourceError) {
      isAtEnd = try piece.fill(from: stream)
    } catch {
      // What came before the fault is read, and then the fault is met.
      _ = put(piece)
      throw error
    }
    if isAtEnd {
      held.change { held in
        held.isOpen = true
        if piece.count > 0 { held.add(piece) }
        held.end = held.end ?? .success(())
      }
    } else if put(piece) {
      try fetchInPieces(stream)
    }
  }

  private func fetchInPieces(_ stream: any ByteStream) throws(SourceError) {
    held.change { $0.isOpen = true }
    var left = order.bytes
    while let capacity = room(for: left) {
      let piece = FetchedPiece(capacity: capacity)
      let isAtEnd: Bool
      do throws(SourceError) {
        isAtEnd = try piece.fill(from: stream)
      } catch {
        _ = put(piece)
        throw error
      }
      left -= Int64(piece.count)
      guard put(piece) else { return }
      if isAtEnd { return finish(.success(())) }
    }
  }

  /// Waits until there is room for a piece.
  ///
  /// - Returns: Its size; nil where nobody wants it any more.
  private func room(for left: Int64) -> Int? {
    let most = min(Self.pieceBytes, max(window / 2, 1))
    // Behind the last byte that was listed only the end is asked for, which takes no room.
    let wanted = left > 0 ? min(most, Int(clamping: left)) : 1
    return held.wait(waking: .nobody) { (held: inout Held) -> Int?? in
      if held.isAbandoned { return .some(nil) }
      return held.bytes + wanted <= self.window || held.bytes == 0 ? .some(wanted) : nil
    }
  }

  /// - Returns: False where nobody wants it any more.
  private func put(_ piece: FetchedPiece) -> Bool {
    held.change { held in
      held.isOpen = true
      guard !held.isAbandoned else { return false }
      if piece.count > 0 { held.add(piece) }
      return true
    }
  }

  private func finish(_ end: Result<Void, SourceError>) {
    held.change { $0.end = $0.end ?? end }
  }

  // MARK: The thread that reads

  /// Waits until the object is open.
  ///
  /// - Throws: Why it cannot be opened.
  func waitUntilOpen() throws(SourceError) {
    let opened = held.wait(waking: .nobody) { (held: inout Held) -> Result<Void, SourceError>? in
      held.isOpen ? .success(()) : held.end
    }
    try opened.get()
  }

  /// Reads the next bytes, waiting for at least one.
  ///
  /// - Returns: How many there are; 0 at the end of the object.
  /// - Throws: Why there are no more.
  func read(into room: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
    let found = held.wait(waking: .nobody) { (held: inout Held) -> Result<FetchedPiece?, SourceError>? in
      if let piece = held.pieces.first { return .success(piece) }
      return held.end.map { $0.map { nil } }
    }
    guard let piece = try found.get() else { return 0 }
    // Copied outside of the lock: a piece that was handed over is the reader's.
    let count = piece.take(into: room)
    if piece.isTaken { held.change { $0.dropFirst() } }
    return count
  }

  /// Ends the fetch, wherever it is: its thread stops soon, and whoever reads gets an error of kind `ended`.
  func abandon() {
    held.change { held in
      held.isAbandoned = true
      held.end = held.end ?? .failure(.ended)
    }
  }
}
