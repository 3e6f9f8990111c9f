import Testing

@testable import LocalWorkspace

@Suite("A rule's pace") struct RulePaceTests {
  @Test("lets requests through until the minute is full, then says when the next begins") func requests() {
    let pace = RulePace(requests: 2, bytes: 1000)
    #expect(pace.wait(for: 10, now: 100) == nil)
    #expect(pace.wait(for: 10, now: 130) == nil)
    #expect(pace.wait(for: 10, now: 131) == 29)
    #expect(pace.wait(for: 10, now: 159) == 1)
    #expect(pace.wait(for: 10, now: 160) == nil)
  }

  @Test("counts bytes too, and refuses no body for ever") func bytes() {
    let pace = RulePace(requests: 100, bytes: 1000)
    #expect(pace.wait(for: 600, now: 0) == nil)
    #expect(pace.wait(for: 401, now: 10) == 50)
    #expect(pace.wait(for: 400, now: 10) == nil)
    #expect(pace.wait(for: 5000, now: 60) == nil)
    #expect(pace.wait(for: 1, now: 61) == 59)
  }

  @Test("begins anew when the clock is set back") func clock() {
    let pace = RulePace(requests: 1, bytes: 1000)
    #expect(pace.wait(for: 1, now: 1000) == nil)
    #expect(pace.wait(for: 1, now: 400) == nil)
  }
}
