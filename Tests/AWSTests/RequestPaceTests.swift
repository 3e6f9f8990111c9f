import Digest
import Foundation
import Support
import Synchronization
import Testing
import Transport

@testable import AWS

@Suite struct RequestPaceTests {
  /// A pace on a clock that only its own waits move.
  private final class Clock: Sendable {
    private let time = Mutex(Duration.zero)
    private let waited = Mutex<[Duration]>([])

    var now: Duration { time.withLock { $0 } }
    var waits: [Duration] { waited.withLock { $0 } }

    func pass(_ duration: Duration) {
      time.withLock { $0 += duration }
      waited.withLock { $0.append(duration) }
    }
  }

  private func pace(_ clock: Clock) -> RequestPace {
    RequestPace(now: { clock.now }, sleep: { clock.pass($0) })
  }

  @Test func nobodyWaitsUntilS3RefusesARequest() {
    let clock = Clock()
    let pace = pace(clock)
    for _ in 0..<1000 {
      pace.accepted(pace.turn())
    }
    #expect(clock.waits.isEmpty)
    #expect(pace.rate == nil)
  }

  @Test func theFirstRefusalPausesAndHoldsTheRateBelowWhatWasAccepted() {
    let clock = Clock()
    let pace = pace(clock)
    var last = pace.turn()
    for _ in 0..<100 {
      last = pace.turn()
      pace.accepted(last)
    }
    pace.refused(last) { _ in .seconds(2) }
    #expect(pace.rate == 70)
    _ = pace.turn()
    #expect(clock.now == .seconds(2))
    _ = pace.turn()
    #expect(clock.now > .milliseconds(2014) && clock.now < .milliseconds(2015))
  }

  @Test func requestsThatWereUnderWayTogetherAreOneRefusal() {
    let clock = Clock()
    let pace = pace(clock)
    let turns = (0..<16).map { _ in pace.turn() }
    for _ in 0..<100 { pace.accepted(turns[0]) }
    for turn in turns { pace.refused(turn) { _ in .zero } }
    #expect(pace.rate == 70)
    pace.refused(pace.turn()) { _ in .zero }
    #expect(pace.rate == 49)
  }

  @Test func theRateRecoversStepByStepUntilThereIsNoLimit() throws {
    let clock = Clock()
    let pace = pace(clock)
    for _ in 0..<100 { pace.accepted(pace.turn()) }
    pace.refused(pace.turn()) { _ in .zero }
    var rates: [Double] = []
    while let rate = pace.rate, rates.count < 10_000 {
      rates.append(rate)
      pace.accepted(pace.turn())
    }
    // Ten more each second, a tenth of the hundred: from 70 to 200, which is 13 seconds.
    #expect(clock.now > .seconds(12) && clock.now < .seconds(15), "\(clock.now)")
    #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 < $1 && $1 - $0 < 0.2 })
    #expect(try #require(rates.last) > 195)
  }

  @Test func theRateNeverFallsToNothing() {
    let clock = Clock()
    let pace = pace(clock)
    for _ in 0..<50 { pace.refused(pace.turn()) { _ in .zero } }
    #expect(pace.rate == 0.5)
  }

  /// How long it takes to have so many requests accepted.
  private func time(of count: Int, _ pace: RequestPace, _ clock: Clock) -> Duration {
    let begin = clock.now
    for _ in 0..<count { pace.accepted(pace.turn()) }
    return clock.now - begin
  }

  @Test func afterAStormTheRateIsSoonWhatItWas() throws {
    let clock = Clock()
    let pace = pace(clock)
    for _ in 0..<100 { pace.accepted(pace.turn()) }
    for _ in 0..<12 { pace.refused(pace.turn()) { _ in .seconds(1) } }
    #expect(try #require(pace.rate) < 2)
    _ = time(of: 70, pace, clock)
    #expect(try #require(pace.rate) > 65)
    #expect(clock.now < .seconds(12 + 8), "\(clock.now)")
    // From there it goes on by steps, for S3 refused not far above.
    #expect(try #require(pace.rate) < 72)
  }

  @Test func aStormAtTheBeginningTellsNothingOfTheRate() {
    let clock = Clock()
    let pace = pace(clock)
    for _ in 0..<12 { pace.refused(pace.turn()) { _ in .seconds(1) } }
    #expect(time(of: 60, pace, clock) < .seconds(8), "\(clock.now)")
  }

  @Test func theTimeWithoutAnythingAcceptedIsTold() {
    let clock = Clock()
    let pace = pace(clock)
    #expect(pace.refused(pace.turn()) { _ in .seconds(10) } == .zero)
    #expect(pace.refused(pace.turn()) { _ in .seconds(10) } == .seconds(10))
    pace.accepted(pace.turn())
    #expect(pace.refused(pace.turn()) { _ in .seconds(10) } == .zero)
  }

  @Test func whoWaitsHasWhatABetterRateBrings() {
    let clock = Clock()
    let other = Mutex<(RequestPace, RequestPace.Turn)?>(nil)
    // While one waits, others have requests accepted.
    let pace = RequestPace(now: { clock.now }) { duration in
      clock.pass(duration)
      if let (pace, turn) = other.withLock({ $0 }) { for _ in 0..<20 { pace.accepted(turn) } }
    }
    for _ in 0..<30 { pace.refused(pace.turn()) { _ in .zero } }
    let turn = pace.turn()
    let begin = clock.now
    other.withLock { $0 = (pace, turn) }
    // At the lowest rate it would be two seconds.
    _ = pace.turn()
    #expect(clock.now - begin < .milliseconds(300))
    other.withLock { $0 = nil }
  }

  // MARK: Against a server

  private func client(_ server: StandInServer) throws -> S3Client {
    let configuration = S3Configuration(
      region: try Region(setting: "us-east-1", environment: [:], profile: nil),
      endpoint: try Endpoint(server.url, origin: "test"))
    let credentials = AWSCredentials(accessKeyId: "AKIATEST", secretAccessKey: Secret("secret"))
    return S3Client(
      configuration, http: HTTPClient(HTTPClientOptions(userAgent: "logship-test")),
      credentials: RefreshingCredentials(now: { 0 }) { () throws(AWSError) in credentials })
  }

  /// Reads keys from so many threads, and tells what each one came to.
  private func read(_ keys: [String], by threads: Int, _ client: S3Client) -> [String: String] {
    let left = Mutex(keys[...])
    let results = Mutex<[String: String]>([:])
    let group = DispatchGroup()
    for _ in 0..<threads {
      group.enter()
      Thread.detachNewThread {
        while let key = left.withLock({ $0.popFirst() }) {
          let result: String
          do {
            result = "\(try client.getObject(bucket: "audit", key: key).readAll() == standInBytes(500))"
          } catch {
            result = "\(error)"
          }
          results.withLock { $0[key] = ($0[key] ?? "") + result }
        }
        group.leave()
      }
    }
    group.wait()
    return results.withLock { $0 }
  }

  @Test(arguments: [(40, 240), (6, 36)])
  func aThrottledServerIsAskedAboutAsOftenAsItAllows(_ perSecond: Int, _ count: Int) throws {
    let server = try StandInServer(.object(500, perSecond: perSecond))
    let keys = (0..<count).map { "k\($0)" }
    let results = read(keys, by: 16, try client(server))

    #expect(results.count == keys.count && results.values.allSatisfy { $0 == "true" }, "\(results)")
    let asked = try server.asked()
    let answered = asked.filter { $0.status == 200 }.map(\.target)
    // Nothing is lost, and nothing comes twice.
    #expect(answered.sorted() == keys.map { "/audit/\($0)" }.sorted())
    let refused = asked.filter { $0.status == 503 }.count
    // Those that all threads had sent before the first answer came, and then few.
    #expect(refused > 0 && refused < 16 + count / 10, "\(refused) of \(asked.count)")
    // Behind the first second no second has many more requests than the server takes.
    let start = try #require(asked.first?.time)
    let times = asked.map { $0.time - start }.filter { $0 > 1.1 }
    let busiest = times.map { time in times.filter { $0 >= time && $0 < time + 1 }.count }.max() ?? 0
    #expect(busiest <= perSecond * 3 / 2, "\(busiest)")
    // And the server is made use of, of which a second's worth is taken at once.
    let least = Double(count - perSecond) / Double(perSecond)
    #expect(try #require(times.max()) < 4 * least, "\(times.max() ?? 0) s, where \(least) s is the least")
  }

  @Test func aStopEndsTheWaitForATurn() throws {
    let server = try StandInServer(.answer(503, ["Retry-After": "20"], errorBody("SlowDown")))
    let client = try client(server)
    let begin = ContinuousClock.now
    Thread.detachNewThread {
      usleep(300_000)
      client.stop()
    }
    let results = read((0..<16).map { "k\($0)" }, by: 16, client)
    #expect(results.count == 16 && !results.values.contains("true"))
    #expect(ContinuousClock.now - begin < .seconds(5))
  }
}
