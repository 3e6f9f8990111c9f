import AWS
import Threads

/// Lists and fetches objects ahead of the one that is read, on threads of its own.
///
/// One thread lists and asks the ledger, page by page; others open and read several objects at once. Objects, and what
/// goes wrong with them, come out in the order of the listing. Threads start with the first `next` and end with
/// `close`, or as soon as the run is asked to end.
final class FetchAhead {
  /// Fetched bytes in memory, of all objects together.
  static let budget = 8 << 20
  /// Listed objects that wait for being read before the listing pauses.
  private static let mostListed = 1000

  /// An object of a listing that is being fetched.
  struct Listed: Sendable {
    let listed: ListedObject
    let fetch: ObjectFetch
  }

  private struct Line {
    var ready: [Listed] = []
    /// How the listing ended, and what it passed over.
    var end: (Result<Void, SourceError>, skipped: [String: Int])?
    var isClosed = false
  }

  private let pages: @Sendable () -> any ObjectPages
  private let openObject: @Sendable (ListedObject) throws(SourceError) -> any ByteStream
  private let interrupt: @Sendable () -> Void
  private let stop: RunStop
  private let concurrency: Int
  private let queue: FetchQueue
  private let line = Monitor(Line())
  private var taken: ArraySlice<Listed> = []
  private var listing: WorkerThread?
  private var fetching: [WorkerThread] = []
  private var listener: Int?
  /// Names what is fetched; nothing begins yet.
  ///
  /// - Parameters:
  ///   - concurrency: How many objects are fetched at one time.
  ///   - budget: The most bytes that are fetched and not read, of all objects together.
  ///   - stop: The end of the run.
  ///   - pages: Makes the listing, on the thread that lists.
  ///   - open: Opens an object, on the thread that fetches it.
  ///   - interrupt: Makes listing and reading fail that are under way; called when the run is asked to end, and by
  ///     `close`.
  init(
    concurrency: Int, budget: Int = FetchAhead.budget, stop: RunStop, pages: @escaping @Sendable () -> any ObjectPages,
    open: @escaping @Sendable (ListedObject) throws(SourceError) -> any ByteStream,
    interrupt: @escaping @Sendable () -> Void
  ) {
    self.concurrency = concurrency
    self.stop = stop
    self.pages = pages
    openObject = open
    self.interrupt = interrupt
    queue = FetchQueue(budget: budget, concurrency: concurrency)
  }

  deinit {
    close()
  }

  /// The next object; nil behind the last one.
  ///
  /// - Throws: Where the listing cannot go on, once all objects before that are taken.
  func next() throws(SourceError) -> Listed? {
    if let first = taken.popFirst() { return first }
    if listing == nil { try startListing() }
    let found = line.wait { (line: inout Line) -> Result<[Listed], SourceError>? in
      if line.isClosed { return .failure(.ended) }
      if !line.ready.isEmpty {
        defer { line.ready = [] }
        return .success(line.ready)
      }
      return line.end.map { $0.0.map { [] } }
    }
    taken = try found.get()[...]
    guard let first = taken.popFirst() else { return nil }
    if fetching.isEmpty { try startFetching() }
    return first
  }

  /// What the listing passed over; empty until it has ended, by itself or by `close`.
  var skipped: [String: Int] { line.read { $0.end?.skipped ?? [:] } }

  /// The bytes of an object that `next` gave.
  ///
  /// - Throws: Why it cannot be opened.
  func open(_ listed: Listed) throws(SourceError) -> any ByteStream {
    do throws(SourceError) {
      try listed.fetch.waitUntilOpen()
    } catch {
      queue.release(listed.fetch)
      throw error
    }
    return FetchedStream(listed.fetch, queue)
  }

  /// Ends all threads, and waits for them.
  func close() {
    if let listener { stop.forget(listener) }
    listener = nil
    guard let listing else { return }
    Self.end(line, queue, interrupt)
    listing.join()
    for thread in fetching { thread.join() }
    fetching = []
  }

  private static func end(_ line: Monitor<Line>, _ queue: FetchQueue, _ interrupt: () -> Void) {
    line.change { $0.isClosed = true }
    queue.close()
    interrupt()
  }

  private func startListing() throws(SourceError) {
    let (line, queue, pages, open, interrupt) = (line, queue, pages, openObject, interrupt)
    listener = stop.listen { Self.end(line, queue, interrupt) }
    listing = WorkerThread { Self.list(pages(), open, line, queue) }
    if listing == nil { throw Self.noThread }
  }

  private func startFetching() throws(SourceError) {
    let queue = queue
    fetching = (0..<concurrency).compactMap { _ in
      WorkerThread { while let fetch = queue.next() { fetch.run() } }
    }
    if fetching.isEmpty { throw Self.noThread }
  }

  private static let noThread = SourceError(
    kind: .unavailable, words: "the system gives no thread to read S3 with; raise the limit of processes")

  private static func list(
    _ pages: any ObjectPages, _ open: @escaping @Sendable (ListedObject) throws(SourceError) -> any ByteStream,
    _ line: Monitor<Line>, _ queue: FetchQueue
  ) {
    var end = Result<Void, SourceError>.success(())
    do throws(SourceError) {
      while let page = try pages.next() {
        let orders = page.map { listed in
          // Of an archived object nothing is fetched.
          let bytes = listed.object.isArchived ? 0 : listed.object.size
          return ObjectFetch.Order(bytes: bytes) { () throws(SourceError) in try open(listed) }
        }
        let fetches = queue.add(orders)
        let isWanted = line.change { line in
          line.ready += zip(page, fetches).map { Listed(listed: $0, fetch: $1) }
          return !line.isClosed
        }
        guard isWanted else { break }
        _ = line.wait(waking: .nobody) { line in line.isClosed || line.ready.count < mostListed ? true : nil }
      }
    } catch {
      end = .failure(error)
    }
    let ending = (end, pages.skipped)
    line.change { $0.end = ending }
  }
}

/// The bytes of an object that is fetched ahead; its memory is free for others once this is let go.
private final class FetchedStream: ByteStream {
  private let fetch: ObjectFetch
  private let queue: FetchQueue

  init(_ fetch: ObjectFetch, _ queue: FetchQueue) {
    self.fetch = fetch
    self.queue = queue
  }

  deinit {
    fetch.abandon()
    queue.release(fetch)
  }

  func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece {
    let count = try fetch.read(into: room)
    return count == 0 ? .end : .bytes(count)
  }
}
