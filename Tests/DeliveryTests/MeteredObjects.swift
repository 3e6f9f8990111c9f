import AWS
import Synchronization
import Threads

@testable import Delivery

/// Objects that are made up as they are read, and what was asked of them.
final class MeteredObjects: Sendable {
  struct Counts {
    var opened = 0
    var ended = 0
    /// Bytes that came out of the objects, and were taken by who reads them.
    var fetched = 0
    var taken = 0
    var mostHeld = 0
  }

  /// What is odd about an object.
  enum Oddity {
    case doesNotOpen
    /// It breaks off behind so many bytes.
    case breaksBehind(Int)
    /// It says nothing until it is interrupted.
    case stalls
  }

  /// How much is read at once; it is counted as taken a moment after it was.
  static let step = 4093

  let sizes: [Int]
  private let oddities: [Int: Oddity]
  private let counts = Mutex(Counts())
  private let isInterrupted = Monitor(false)

  init(_ sizes: [Int], oddities: [Int: Oddity] = [:]) {
    self.sizes = sizes
    self.oddities = oddities
  }

  var count: Counts { counts.withLock { $0 } }

  /// The listing, in pages of so many.
  func pages(of pageSize: Int = 7, failing: SourceError? = nil) -> MadePages {
    let objects = sizes.enumerated().map { index, size in
      S3Object(bucket: "b", key: "\(index)", size: Int64(size), eTag: nil, lastModified: 0)
    }
    return MadePages(objects.map { ListedObject(object: $0, tracked: []) }, pageSize, failing)
  }

  func ahead(concurrency: Int, budget: Int = 1 << 20, stop: RunStop = RunStop(), failing: SourceError? = nil)
    -> FetchAhead
  {
    FetchAhead(concurrency: concurrency, budget: budget, stop: stop, pages: { self.pages(failing: failing) }) {
      listed throws(SourceError) in
      try self.open(Int(listed.object.key) ?? 0)
    } interrupt: {
      self.isInterrupted.change { $0 = true }
    }
  }

  /// Byte `offset` of an object.
  static func byte(_ index: Int, _ offset: Int) -> UInt8 { UInt8(truncatingIfNeeded: index &* 31 &+ offset &* 7) }

  /// Reads an object to its end in small steps, and checks every byte.
  func readAll(_ stream: any ByteStream, _ index: Int) throws -> (count: Int, isRight: Bool) {
    var buffer = [UInt8](repeating: 0, count: Self.step)
    var offset = 0
    var isRight = true
    while true {
      let piece = try buffer.withUnsafeMutableBytes { try stream.read(into: $0, deadline: nil) }
      guard case .bytes(let count) = piece else { return (offset, isRight) }
      for at in 0..<count where buffer[at] != Self.byte(index, offset + at) { isRight = false }
      offset += count
      counts.withLock { $0.taken += count }
    }
  }

  private func open(_ index: Int) throws(SourceError) -> any ByteStream {
    counts.withLock { $0.opened += 1 }
    let oddity = oddities[index]
    if case .doesNotOpen = oddity { throw SourceError(kind: .unreadable, words: "object \(index)") }
    return Stream(self, index, oddity)
  }

  private final class Stream: ByteStream {
    private let objects: MeteredObjects
    private let index: Int
    private let oddity: Oddity?
    private var offset = 0

    init(_ objects: MeteredObjects, _ index: Int, _ oddity: Oddity?) {
      self.objects = objects
      self.index = index
      self.oddity = oddity
    }

    deinit {
      objects.counts.withLock { $0.ended += 1 }
    }

    func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece {
      switch oddity {
      case .breaksBehind(let last) where offset >= last: throw SourceError(kind: .changed, words: "object \(index)")
      case .stalls:
        _ = objects.isInterrupted.wait { $0 ? true : nil }
        throw .ended
      default: break
      }
      var end = objects.sizes[index]
      if case .breaksBehind(let last) = oddity { end = last }
      let count = min(room.count, 10_007, end - offset)
      guard count > 0 else { return .end }
      for at in 0..<count { room[at] = MeteredObjects.byte(index, offset + at) }
      offset += count
      objects.counts.withLock { counts in
        counts.fetched += count
        counts.mostHeld = max(counts.mostHeld, counts.fetched - counts.taken)
      }
      return .bytes(count)
    }
  }
}

/// Pages that are known beforehand.
final class MadePages: ObjectPages {
  let skipped = ["otherNames": 3]
  private var left: ArraySlice<ListedObject>
  private let pageSize: Int
  private let failing: SourceError?

  init(_ objects: [ListedObject], _ pageSize: Int, _ failing: SourceError?) {
    left = objects[...]
    self.pageSize = pageSize
    self.failing = failing
  }

  func next() throws(SourceError) -> [ListedObject]? {
    guard !left.isEmpty else {
      if let failing { throw failing }
      return nil
    }
    defer { left = left.dropFirst(pageSize) }
    return Array(left.prefix(pageSize))
  }
}
