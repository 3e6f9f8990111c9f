import Glibc
import Testing
import Threads

@testable import Delivery

@Suite("Fetching ahead")
struct FetchAheadTests {
  /// Takes all objects, and tells what each one came to.
  private func take(_ ahead: FetchAhead, _ objects: MeteredObjects) throws -> [String] {
    var told: [String] = []
    while let next = try ahead.next() {
      let key = next.listed.object.key
      do {
        let (count, isRight) = try objects.readAll(try ahead.open(next), Int(key) ?? 0)
        told.append("\(key): \(count)\(isRight ? "" : " wrong")")
      } catch let error as SourceError {
        told.append("\(key): \(error.kind)")
      }
    }
    return told
  }

  @Test("objects come out whole and in the order of the listing", arguments: [1, 3, 16, 64])
  func order(concurrency: Int) throws {
    let sizes = (0..<200).map { $0 % 9 == 0 ? 300_000 + $0 : 1 + $0 * 37 }
    let objects = MeteredObjects(sizes)
    let ahead = objects.ahead(concurrency: concurrency)
    #expect(try take(ahead, objects) == sizes.enumerated().map { "\($0): \($1)" })
    #expect(ahead.skipped == ["otherNames": 3])
    ahead.close()
    #expect(objects.count.opened == 200 && objects.count.ended == 200)
  }

  @Test("what is fetched and not read stays within the budget", arguments: [50_000, 700_000, 2_000_000])
  func budget(bytes: Int) throws {
    let sizes = (0..<40).map { [1_500_000, 20_000, 260_000, 90][$0 % 4] }
    let objects = MeteredObjects(sizes)
    let ahead = objects.ahead(concurrency: 8, budget: bytes)
    #expect(try take(ahead, objects) == sizes.enumerated().map { "\($0): \($1)" })
    #expect(objects.count.mostHeld <= bytes + MeteredObjects.step)
    // It was made use of as well.
    #expect(objects.count.mostHeld > bytes / 4)
  }

  @Test("an object that is larger than the budget goes through it")
  func largerThanBudget() throws {
    let objects = MeteredObjects([3_000_000])
    #expect(try take(objects.ahead(concurrency: 4, budget: 10_000), objects) == ["0: 3000000"])
    #expect(objects.count.mostHeld <= 10_000 + MeteredObjects.step)
  }

  @Test("what is wrong with an object is told where its turn is, and the others come")
  func errorsInOrder() throws {
    let objects = MeteredObjects(
      [10, 10, 400_000, 10], oddities: [1: .doesNotOpen, 2: .breaksBehind(300_000), 3: .breaksBehind(5)])
    #expect(
      try take(objects.ahead(concurrency: 4), objects) == ["0: 10", "1: unreadable", "2: changed", "3: changed"])
  }

  @Test("what came before the break of an object is read", arguments: [(20, 5), (2_000_000, 1_200_000)])
  func bytesBeforeBreak(size: Int, last: Int) throws {
    let objects = MeteredObjects([size], oddities: [0: .breaksBehind(last)])
    let ahead = objects.ahead(concurrency: 2)
    let stream = try ahead.open(try #require(try ahead.next()))
    #expect(throws: SourceError.self) { try objects.readAll(stream, 0) }
    #expect(objects.count.taken == last)
  }

  @Test("a listing that breaks off is told behind the objects before it")
  func listingBreaks() throws {
    let objects = MeteredObjects([1, 2, 3])
    let ahead = objects.ahead(concurrency: 2, failing: SourceError(kind: .credentials, words: "no"))
    for _ in 0..<3 { #expect(try ahead.next() != nil) }
    let error = #expect(throws: SourceError.self) { try ahead.next() }
    #expect(error?.kind == .credentials)
    #expect(ahead.skipped == ["otherNames": 3])
  }

  @Test("a stop ends the wait for an object, and nothing is fetched after it")
  func stop() throws {
    let objects = MeteredObjects(
      [Int](repeating: 100, count: 100), oddities: Dictionary(uniqueKeysWithValues: (1..<100).map { ($0, .stalls) }))
    let stop = RunStop()
    let ahead = objects.ahead(concurrency: 4, stop: stop)
    #expect(try objects.readAll(try ahead.open(try #require(try ahead.next())), 0).count == 100)
    let second = try #require(try ahead.next())
    let asking = WorkerThread {
      while objects.count.opened < 5 { usleep(1000) }
      stop.request()
    }
    let error = #expect(throws: SourceError.self) { try objects.readAll(try ahead.open(second), 1) }
    #expect(error?.kind == .ended)
    asking?.join()
    // It waits for the threads, so that none reads any more.
    ahead.close()
    #expect(objects.count.opened == 5 && objects.count.ended == 5)
    #expect(throws: SourceError.self) { while try ahead.next() != nil {} }
  }

  @Test("closing in the middle of a large object ends its thread")
  func closing() throws {
    let objects = MeteredObjects([50_000_000, 10])
    let ahead = objects.ahead(concurrency: 2)
    var stream: (any ByteStream)? = try ahead.open(try #require(try ahead.next()))
    var byte: UInt8 = 0
    _ = try withUnsafeMutableBytes(of: &byte) { try stream?.read(into: $0, deadline: nil) }
    stream = nil
    ahead.close()
    #expect(objects.count.ended == objects.count.opened)
    #expect(objects.count.fetched < 5_000_000)
    #expect(ahead.skipped == ["otherNames": 3])
  }
}
