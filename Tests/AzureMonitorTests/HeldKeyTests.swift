import Digest
import Foundation
import Synchronization
import Testing

@testable import AzureMonitor

/// What a key is read from, and how often it was.
private final class Store: Sendable {
  let key = Mutex<Result<String, KeyFailure>>(.success("aw=="))
  let reads = Atomic<Int>(0)

  func held(pause: Duration = .seconds(30)) throws -> HeldKey {
    try HeldKey(
      DataCollectorConfiguration(workspaceID: "w", key: Secret("aw=="), readKey: read), pause: pause)
  }

  private func read() throws(KeyFailure) -> Secret {
    reads.add(1, ordering: .relaxed)
    // Long enough for others to ask meanwhile.
    usleep(50_000)
    return Secret(try key.withLock { $0 }.get())
  }

  var readCount: Int { reads.load(ordering: .relaxed) }
}

@Suite struct HeldKeyTests {
  @Test func `A key that was changed is the one that is signed with`() throws {
    let store = Store()
    let held = try store.held()
    store.key.withLock { $0 = .success("bg==") }
    #expect(held.renew(refusedSince: .now) == .changed)
    #expect(try held.current == SharedKey(workspaceID: "w", key: Secret("bg==")))
  }

  @Test func `Many who were refused at once cost one read, and all learn of the new key`() throws {
    let store = Store()
    let held = try store.held()
    store.key.withLock { $0 = .success("bg==") }
    let began = ContinuousClock.now
    let outcomes = Mutex<[Renewal]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let outcome = held.renew(refusedSince: began)
      outcomes.withLock { $0.append(outcome) }
    }
    #expect(outcomes.withLock { $0 } == Array(repeating: .changed, count: 8))
    #expect(store.readCount == 1)
  }

  @Test func `A refusal that stays does not have the key read again and again`() throws {
    let store = Store()
    let held = try store.held()
    for _ in 0..<5 { #expect(held.renew(refusedSince: .now) == .same) }
    #expect(store.readCount == 1)
  }

  @Test func `A new key that is refused as well is no new one`() throws {
    let store = Store()
    let held = try store.held()
    store.key.withLock { $0 = .success("bg==") }
    #expect(held.renew(refusedSince: .now) == .changed)
    #expect(held.renew(refusedSince: .now) == .same)
    #expect(store.readCount == 1)
  }

  @Test func `After a while it is read once more`() throws {
    let store = Store()
    let held = try store.held(pause: .zero)
    #expect(held.renew(refusedSince: .now) == .same)
    store.key.withLock { $0 = .success("bg==") }
    #expect(held.renew(refusedSince: .now) == .changed)
  }

  @Test func `A read that fails says why, and the key stays`() throws {
    let store = Store()
    let held = try store.held()
    let failure = KeyFailure(.unreachable, "no answer")
    store.key.withLock { $0 = .failure(failure) }
    #expect(held.renew(refusedSince: .now) == .failed(failure))
    #expect(held.renew(refusedSince: .now) == .failed(failure))
    #expect(store.readCount == 1)
    #expect(try held.current == SharedKey(workspaceID: "w", key: Secret("aw==")))
  }
}
