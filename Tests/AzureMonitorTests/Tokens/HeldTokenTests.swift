import Digest
import Foundation
import Support
import Synchronization
import Testing

@testable import AzureMonitor

@Suite("A token that is held") struct HeldTokenTests {
  @Test("is got once for all who wait") func once() throws {
    let scene = try TokenScene()
    try scene.entra.set(.object(["delay": 0.3]))
    let held = scene.held(scene.secretSignIn)
    let texts = Mutex<[String]>([])
    let group = DispatchGroup()
    for _ in 0..<16 {
      group.enter()
      Thread.detachNewThread {
        let text = (try? held.text()) ?? "none"
        texts.withLock { $0.append(text) }
        group.leave()
      }
    }
    group.wait()
    #expect(texts.withLock { Set($0).count } == 1)
    #expect(texts.withLock { $0 }.first?.hasPrefix("secret-") == true)
    #expect(try scene.count() == 1)
  }

  @Test("is asked for once for all who wait, also where there is none") func onceInVain() throws {
    let scene = try TokenScene()
    try scene.entra.set(.object(["delay": 0.3]))
    try scene.fail([(500, [:], "")])
    let held = scene.held(scene.secretSignIn, pause: .seconds(60))
    let kinds = Mutex<[TokenFailure.Kind?]>([])
    let group = DispatchGroup()
    for _ in 0..<16 {
      group.enter()
      Thread.detachNewThread {
        let kind = reason(held)?.kind
        kinds.withLock { $0.append(kind) }
        group.leave()
      }
    }
    group.wait()
    #expect(kinds.withLock { $0 } == Array(repeating: .unreachable, count: 16))
    #expect(try scene.count() == 1)
  }

  @Test("serves until five minutes before its end, and is replaced then") func replaced() throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn)
    let first = try held.text()
    scene.pass(3600 - 310)
    #expect(try held.text() == first)
    scene.pass(20)
    #expect(try held.text() != first)
    #expect(try scene.count() == 2)
  }

  @Test("is replaced when its giver asks for it") func hint() throws {
    let scene = try TokenScene()
    try scene.entra.set(.object(["life": 7000, "refreshIn": 1000]))
    let held = scene.held(scene.secretSignIn)
    let first = try held.text()
    scene.pass(990)
    #expect(try held.text() == first)
    scene.pass(20)
    #expect(try held.text() != first)
  }

  @Test("of two hours and more is replaced at half of its time, as azure-identity has it") func half() throws {
    let scene = try TokenScene()
    try scene.entra.set(.object(["life": 86400]))
    let held = scene.held(scene.secretSignIn)
    let first = try held.current()
    #expect(first.refresh == first.expires - 43200)
    scene.pass(43_210)
    #expect(try held.current() != first)
  }

  @Test("serves on through refreshes that fail, which are not tried by each request") func servesOn() throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn)
    let first = try held.text()
    try scene.fail([(503, [:], ""), (503, [:], "")])
    scene.pass(3400)
    for _ in 0..<5 { #expect(try held.text() == first) }
    #expect(try scene.count() == 2)
    scene.pass(31)
    #expect(try held.text() == first)
    #expect(try scene.count() == 3)
    scene.pass(31)
    #expect(try held.text() != first)
  }

  @Test("that has ended serves nobody") func ended() throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn)
    _ = try held.text()
    try scene.fail([(503, [:], "")])
    scene.pass(3601)
    #expect(reason(held)?.kind == .unreachable)
    #expect(try held.text().hasPrefix("secret-"))
  }

  @Test("is not asked for again and again after a failure, nor before the service wants to be") func rest() throws {
    let scene = try TokenScene()
    try scene.fail([(429, ["Retry-After": "3000"], "")])
    let held = scene.held(scene.secretSignIn, pause: .zero)
    for _ in 0..<5 {
      let failure = reason(held)
      #expect(failure?.kind == .unreachable)
      #expect(failure?.after == .seconds(3000))
    }
    #expect(try scene.count() == 1)
  }

  @Test("that was refused is replaced once for all whose requests were begun before") func renewed() throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn, pause: .seconds(60))
    let first = try held.text()
    let began = ContinuousClock.now
    let outcomes = Mutex<[Renewal]>([])
    let group = DispatchGroup()
    for _ in 0..<8 {
      group.enter()
      Thread.detachNewThread {
        let outcome = held.renew(refusedSince: began)
        outcomes.withLock { $0.append(outcome) }
        group.leave()
      }
    }
    group.wait()
    #expect(outcomes.withLock { $0 } == Array(repeating: .changed, count: 8))
    #expect(try held.text() != first)
    #expect(try scene.count() == 2)
    // A new one that is refused as well is no new one, and nobody is asked again at once.
    #expect(held.renew(refusedSince: .now) == .same)
    #expect(try scene.count() == 2)
  }

  @Test("stays where no other can be got after a refusal") func notRenewed() throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn, pause: .seconds(60))
    let first = try held.text()
    try scene.fail([(500, [:], "")])
    guard case .failed(let failure) = held.renew(refusedSince: .now) else {
      Issue.record("it was renewed")
      return
    }
    #expect(failure.kind == .unreachable)
    #expect(try held.text() == first)
  }

  @Test("that was refused is not asked for while the service wants to be left alone") func renewalRests() throws {
    let scene = try TokenScene()
    let held = scene.held(scene.secretSignIn, pause: .zero)
    let first = try held.text()
    try scene.fail([(429, ["Retry-After": "3000"], "")])
    scene.pass(3400)
    #expect(try held.text() == first)
    guard case .failed(let failure) = held.renew(refusedSince: .now) else {
      Issue.record("it was renewed")
      return
    }
    #expect(failure.kind == .unreachable)
    #expect(try scene.count() == 2)
  }

  @Test("that is waited for is broken off by a stop") func stopped() throws {
    let scene = try TokenScene()
    try scene.entra.set(.object(["delay": 30]))
    let held = scene.held(scene.secretSignIn)
    let outcome = Mutex<TokenFailure?>(nil)
    let done = DispatchGroup()
    done.enter()
    Thread.detachNewThread {
      let failure = reason(held)
      outcome.withLock { $0 = failure }
      done.leave()
    }
    while try scene.count() == 0 { usleep(10_000) }
    held.stop()
    #expect(done.wait(timeout: .now() + 20) == .success)
    #expect(outcome.withLock { $0 } == .stopped)
    #expect(reason(held) == .stopped)
  }

  @Test("shows itself to nobody") func hidden() throws {
    let scene = try TokenScene()
    let token = try scene.held(scene.secretSignIn).current()
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped] { #expect(!text.contains("secret-")) }
  }
}
