import Foundation
import Support
import Testing

@Suite("S3 that says it is asked too often")
struct S3ThrottleTests {
  private func page(_ count: Int) -> StandInServer.Act {
    let contents = (0..<count).map {
      "<Contents><Key>k/\($0).json</Key><LastModified>2026-11-24T03:00:00.000Z</LastModified><ETag>&quot;one&quot;</ETag>"
        + "<Size>\(report().utf8.count)</Size><StorageClass>STANDARD</StorageClass></Contents>"
    }
    return .answer(
      200, [:], "<ListBucketResult><IsTruncated>false</IsTruncated>\(contents.joined())</ListBucketResult>")
  }

  @Test("every object is shipped once, and the server is not asked in vain for long")
  func throttled() throws {
    let scene = try Scene()
    var objects = object(report())
    objects.perSecond = 20
    let server = try StandInServer(page(80), objects)
    let run = try scene.ship("s3://audit/k/", "--s3-concurrency", "16", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("RecordSource_s") == (0..<80).map { "s3://audit/k/\($0).json" })
    let asked = try server.asked()
    #expect(asked.filter { $0.status == 200 }.count == 81)
    let refused = asked.filter { $0.status == 503 }.count
    #expect(refused > 0 && refused < 30, "\(refused)")
  }

  private let refusal = StandInServer.Act.answer(
    503, [:], "<Error><Code>SlowDown</Code><Message>Slower.</Message></Error>")

  @Test("an object that is refused more often than it may fail is shipped")
  func storm() throws {
    let scene = try Scene()
    let server = try StandInServer([page(1)] + Array(repeating: refusal, count: 7) + [object(report())])
    let run = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == ["ann"])
  }

  @Test("where it lasts for all of retry.budget the run ends in 75, and the next one ships what is open")
  func givesUp() throws {
    let scene = try Scene()
    let server = try StandInServer([page(3), object(report())] + Array(repeating: refusal, count: 50))
    let run = try scene.ship(
      "s3://audit/k/", "--retry-budget", "2s", "--s3-concurrency", "1", environment: variables(server))
    #expect(run.status == 75, "\(run.errors)")
    #expect(run.errors.contains("Slower. (503 SlowDown). It is asked too often; run again later"))
    #expect(try scene.users() == ["ann"])
    let calm = try StandInServer(page(3), object(report()))
    let next = try scene.ship("s3://audit/k/", environment: variables(calm))
    #expect(next.status == 0, "\(next.errors)")
    #expect(try scene.users() == ["ann", "ann", "ann"])
  }

  @Test("no pause is longer than retry.maxBackoff, whatever the server asks for")
  func shortPause() throws {
    let scene = try Scene()
    let refusal = StandInServer.Act.answer(
      503, ["Retry-After": "25"], "<Error><Code>SlowDown</Code><Message>Slower.</Message></Error>")
    let server = try StandInServer(page(1), refusal, object(report()))
    let begin = ContinuousClock.now
    let run = try scene.ship("s3://audit/k/", "--retry-max-backoff", "1s", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(ContinuousClock.now - begin < .seconds(20))
  }

  @Test("a run that is asked to end does not wait for its turn")
  func stopped() throws {
    let scene = try Scene()
    let server = try StandInServer(
      page(80), .answer(503, ["Retry-After": "25"], "<Error><Code>SlowDown</Code><Message>Slower.</Message></Error>"))
    let run = try scene.start(["s3://audit/k/", "--s3-concurrency", "16"], environment: variables(server))
    try eventually { try server.asked().count > 1 }
    let begin = ContinuousClock.now
    run.process.send(SIGTERM)
    let ended = try run.end()
    #expect(ended.status == 75, "\(ended.errors)")
    #expect(ContinuousClock.now - begin < .seconds(10))
  }
}
