import Foundation
import Synchronization
import Testing
import Threads

@testable import Delivery

@Suite("Pacing of a destination")
struct PacerTests {
  /// Backs off, and waits as long as that says.
  private func waited(_ pacer: Pacer, _ delay: Duration, asked: Duration? = nil, forAll: Bool = false) -> Bool {
    guard case .wait(let until) = pacer.backOff(since: .now, delay, asked: asked, forAll: forAll) else { return false }
    return pacer.pause(to: until)
  }

  @Test("lets one batch in until one is accepted, then all")
  func gate() {
    let pacer = Pacer(budget: .seconds(60))
    #expect(pacer.enter())
    let entered = Atomic(0)
    let others = (0..<3).map { _ in
      WorkerThread { if pacer.enter() { entered.add(1, ordering: .sequentiallyConsistent) } }
    }
    usleep(50_000)
    #expect(entered.load(ordering: .sequentiallyConsistent) == 0)
    pacer.accepted()
    for other in others { other?.join() }
    #expect(entered.load(ordering: .sequentiallyConsistent) == 3)
  }

  @Test("lets the next batch in where the first was dealt with and not accepted")
  func leave() {
    let pacer = Pacer(budget: .seconds(60))
    #expect(pacer.enter())
    pacer.leave()
    #expect(pacer.enter())
  }

  @Test("wakes everyone when the run stops")
  func stop() {
    let pacer = Pacer(budget: .seconds(600))
    #expect(pacer.enter())
    #expect(pacer.waitForTurn())
    let refused = Atomic(0)
    let waiting = [
      WorkerThread { if !pacer.enter() { refused.add(1, ordering: .sequentiallyConsistent) } },
      WorkerThread {
        if case .wait(let until) = pacer.backOff(since: .now, .seconds(300), asked: nil, forAll: false),
          !pacer.pause(to: until)
        {
          refused.add(1, ordering: .sequentiallyConsistent)
        }
      },
    ]
    usleep(20_000)
    pacer.stop()
    for thread in waiting { thread?.join() }
    #expect(refused.load(ordering: .sequentiallyConsistent) == 2)
  }

  @Test("a 429 of one sender makes the others wait too")
  func throttled() {
    let pacer = Pacer(budget: .seconds(600))
    #expect(pacer.waitForTurn())
    let slowed = WorkerThread { _ = waited(pacer, .seconds(1), forAll: true) }
    usleep(50_000)
    let before = MonotonicTime.now
    #expect(pacer.waitForTurn())
    #expect(MonotonicTime.now - before > .milliseconds(100))
    slowed?.join()
  }

  @Test("has patience for one budget since anything was accepted")
  func budget() {
    let pacer = Pacer(budget: .seconds(1))
    #expect(pacer.waitForTurn())
    #expect(waited(pacer, .milliseconds(600)))
    pacer.accepted()
    #expect(waited(pacer, .milliseconds(600)))
    #expect(waited(pacer, .seconds(60)))
    #expect(pacer.backOff(since: .now, .milliseconds(1), asked: nil, forAll: false) == .exhausted)
  }

  @Test("counts the time of the attempt that failed first")
  func firstAttempt() {
    let pacer = Pacer(budget: .seconds(60))
    #expect(pacer.waitForTurn())
    let begun = MonotonicTime.now + .seconds(-61)
    #expect(pacer.backOff(since: begun, .milliseconds(1), asked: nil, forAll: false) == .exhausted)
  }

  @Test("does not count time in which nothing was asked")
  func idle() {
    let pacer = Pacer(budget: .milliseconds(100))
    #expect(pacer.waitForTurn())
    pacer.accepted()
    usleep(200_000)
    #expect(waited(pacer, .milliseconds(10)))
  }

  @Test("waits its own time where the service asks for none")
  func askedForNone() {
    let pacer = Pacer(budget: .seconds(10))
    let before = MonotonicTime.now
    #expect(waited(pacer, .milliseconds(50), asked: .zero))
    #expect(MonotonicTime.now - before >= .milliseconds(50))
  }

  @Test("does not wait for a service that asks for more time than there is")
  func tooLong() {
    let pacer = Pacer(budget: .seconds(10))
    #expect(pacer.waitForTurn())
    #expect(pacer.backOff(since: .now, .milliseconds(1), asked: .seconds(11), forAll: false) == .askedForMore)
  }
}
