import Digest
import Foundation
import Synchronization
import Testing

@testable import AWS

@Suite struct RefreshingCredentialsTests {
  /// Counts the questions and answers with the next of a list.
  final class Script: Sendable {
    let clock = Mutex<Int64>(1000)
    let answers: Mutex<[Result<AWSCredentials, AWSError>]>
    let asked = Mutex(0)

    init(_ answers: [Result<AWSCredentials, AWSError>]) {
      self.answers = Mutex(answers)
    }

    var refreshing: RefreshingCredentials {
      RefreshingCredentials(now: { self.clock.withLock { $0 } }) { () throws(AWSError) in
        self.asked.withLock { $0 += 1 }
        return try self.answers.withLock { $0.removeFirst() }.get()
      }
    }
  }

  static func key(_ id: String, until expiration: Int64?) -> AWSCredentials {
    AWSCredentials(accessKeyId: id, secretAccessKey: Secret("s"), expiration: expiration)
  }

  static let failure = AWSError.noCredentials([CredentialReason(provider: "a", reason: "down")])

  @Test func aKeyThatDoesNotExpireIsAskedForOnce() throws {
    let script = Script([.success(Self.key("A", until: nil))])
    let credentials = script.refreshing
    for _ in 0..<3 { #expect(try credentials.current().accessKeyId == "A") }
    #expect(script.asked.withLock { $0 } == 1)
  }

  @Test func aKeyIsReplacedFiveMinutesBeforeItsEnd() throws {
    let script = Script([.success(Self.key("A", until: 2000)), .success(Self.key("B", until: 9000))])
    let credentials = script.refreshing
    #expect(try credentials.current().accessKeyId == "A")
    script.clock.withLock { $0 = 1699 }
    #expect(try credentials.current().accessKeyId == "A")
    script.clock.withLock { $0 = 1700 }
    #expect(try credentials.current().accessKeyId == "B")
  }

  @Test func aFailedRefreshIsTriedAgain() throws {
    let script = Script([.failure(Self.failure), .success(Self.key("A", until: nil))])
    let credentials = script.refreshing
    #expect(throws: Self.failure) { try credentials.current() }
    script.clock.withLock { $0 += 5 }
    #expect(try credentials.current().accessKeyId == "A")
  }

  @Test func aServiceThatIsDownIsNotAskedByEachRequest() throws {
    let script = Script([.failure(Self.failure), .failure(Self.failure)])
    let credentials = script.refreshing
    for _ in 0..<9 { #expect(throws: Self.failure) { try credentials.current() } }
    #expect(script.asked.withLock { $0 } == 1)
    script.clock.withLock { $0 += 5 }
    #expect(throws: Self.failure) { try credentials.current() }
    #expect(script.asked.withLock { $0 } == 2)
  }

  @Test func aRefreshThatFailedIsTriedAgainWhileTheKeyServes() throws {
    let script = Script([
      .success(Self.key("A", until: 2000)), .failure(Self.failure), .success(Self.key("B", until: 9000)),
    ])
    let credentials = script.refreshing
    _ = try credentials.current()
    script.clock.withLock { $0 = 1700 }
    for _ in 0..<9 { #expect(try credentials.current().accessKeyId == "A") }
    #expect(script.asked.withLock { $0 } == 2)
    script.clock.withLock { $0 = 1705 }
    #expect(try credentials.current().accessKeyId == "B")
  }

  @Test(arguments: [(4, 2), (240, 120), (599, 299), (600, 300), (601, 301)])
  func aKeyWithLittleTimeIsReplacedAtHalfOfIt(_ seconds: Int64, _ due: Int64) throws {
    let script = Script([.success(Self.key("A", until: 1000 + seconds)), .success(Self.key("B", until: 9000))])
    let credentials = script.refreshing
    for second in 0..<due {
      script.clock.withLock { $0 = 1000 + second }
      #expect(try credentials.current().accessKeyId == "A")
    }
    script.clock.withLock { $0 = 1000 + due }
    #expect(try credentials.current().accessKeyId == "B")
    #expect(script.asked.withLock { $0 } == 2)
  }

  @Test func aKeyThatIsOverWhenItComesIsAnError() throws {
    let script = Script([.success(Self.key("A", until: 1000))])
    let error = #expect(throws: AWSError.self) { try script.refreshing.current() }
    #expect(error?.description.contains("the key that it gave has expired") == true)
  }

  @Test func aValidKeyServesThroughAFailedRefresh() throws {
    let script = Script([
      .success(Self.key("A", until: 2000)), .failure(Self.failure), .failure(Self.failure),
    ])
    let credentials = script.refreshing
    _ = try credentials.current()
    script.clock.withLock { $0 = 1800 }
    #expect(try credentials.current().accessKeyId == "A")
    script.clock.withLock { $0 = 2000 }
    #expect(throws: Self.failure) { try credentials.current() }
  }

  @Test func aKeyThatWasRefusedIsAskedForAgain() throws {
    let script = Script([.success(Self.key("A", until: nil)), .success(Self.key("B", until: nil))])
    let credentials = script.refreshing
    let first = try credentials.current()
    credentials.forget(first)
    #expect(try credentials.current().accessKeyId == "B")
    credentials.forget(first)
    #expect(try credentials.current().accessKeyId == "B")
  }

  @Test func aKeyThatIsLetGoOfDuringARefreshThatFailsDoesNotComeBack() throws {
    let first = Self.key("A", until: 2000)
    let script = Script([.success(first), .failure(Self.failure)])
    let letsGo = Mutex<RefreshingCredentials?>(nil)
    let credentials = RefreshingCredentials(now: { script.clock.withLock { $0 } }) { () throws(AWSError) in
      letsGo.withLock { $0 }?.forget(first)
      return try script.answers.withLock { $0.removeFirst() }.get()
    }
    #expect(try credentials.current() == first)
    letsGo.withLock { $0 = credentials }
    script.clock.withLock { $0 = 1700 }
    _ = try? credentials.current()
    #expect(throws: Self.failure) { try credentials.current() }
    letsGo.withLock { $0 = nil }
  }

  @Test func manyThreadsThatWaitAskOnce() throws {
    let script = Script([.success(Self.key("A", until: nil))])
    let started = DispatchSemaphore(value: 0)
    let asked = Mutex(0)
    let credentials = RefreshingCredentials(now: { 0 }) { () throws(AWSError) in
      asked.withLock { $0 += 1 }
      for _ in 0..<7 { started.wait() }
      return try script.answers.withLock { $0[0] }.get()
    }
    let got = Mutex<[String]>([])
    let threads = (0..<8).map { _ in
      Thread {
        started.signal()
        let id = (try? credentials.current().accessKeyId) ?? "none"
        got.withLock { $0.append(id) }
      }
    }
    threads.forEach { $0.start() }
    while got.withLock({ $0.count }) < 8 { usleep(1000) }
    #expect(asked.withLock { $0 } == 1)
    #expect(got.withLock { $0 } == Array(repeating: "A", count: 8))
  }
}
