import Testing

@testable import State

@Suite("Record spans")
struct RecordSpansTests {
  @Test(
    "merge what overlaps or touches, wherever it is added",
    arguments: [
      ([1..<4, 4..<6], "1-5"),
      ([4..<6, 1..<4], "1-5"),
      ([1..<2, 3..<4], "1,3"),
      ([3..<4, 1..<2], "1,3"),
      ([1..<2, 3..<4, 2..<3], "1-3"),
      ([10..<20, 1..<5, 30..<40, 4..<31], "1-39"),
      ([10..<20, 12..<15], "10-19"),
      ([10..<20, 5..<25], "5-24"),
      ([10..<20, 15..<30], "10-29"),
      ([10..<12, 20..<22, 30..<32, 12..<20], "10-21,30-31"),
      ([5..<5], ""),
    ])
  func insertion(ranges: [Range<Int>], text: String) {
    var spans = RecordSpans()
    for range in ranges { spans.insert(range) }
    #expect(spans.description == text)
    #expect(RecordSpans(text) == spans)
  }

  @Test(
    "lose what is taken away, and nothing else",
    arguments: [
      ("1-10", 4..<6, "1-3,6-10"),
      ("1-10", 1..<4, "4-10"),
      ("1-10", 8..<20, "1-7"),
      ("1-10", 1..<11, ""),
      ("1-3,5-7,9", 3..<9, "1-2,9"),
      ("1-3,7", 4..<7, "1-3,7"),
      ("", 1..<9, ""),
    ])
  func removal(before: String, range: Range<Int>, after: String) throws {
    var spans = try #require(RecordSpans(before))
    spans.remove(range)
    #expect(spans.description == after)
  }

  @Test(
    "read only what they write",
    arguments: [
      "0", "0-3", "01", "1-1", "3-1", "1-2,3", "1,1", "5,3", "1-5,4", "1,", ",1", "1,,2", "-1", "1-", "a", "1 ", " 1",
      "1-2-3", "+1", "9223372036854775807", "1-9223372036854775807", "99999999999999999999", "１", "1\n",
    ])
  func strictness(text: String) {
    #expect(RecordSpans(text) == nil)
  }

  @Test("read the largest number that they can hold")
  func largest() {
    #expect(RecordSpans("9223372036854775806")?.contains(Int.max - 1) == true)
  }

  @Test("answer as a set of the same numbers does", arguments: 0..<20)
  func againstSet(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var spans = RecordSpans()
    var set = Set<Int>()
    for _ in 0..<200 {
      let low = 1 + next(80)
      let range = low..<low + next(8)
      if next(3) == 0 {
        spans.remove(range)
        set.subtract(range)
      } else {
        spans.insert(range)
        set.formUnion(range)
      }
      #expect(spans.count == set.count)
      #expect(spans.frontier == (1...).first { !set.contains($0) })
      #expect(spans.covers(range) == set.isSuperset(of: range))
      var ascending = RecordSpans.Cursor(spans)
      var any = RecordSpans.Cursor(spans)
      for number in 1..<95 {
        #expect(spans.contains(number) == set.contains(number))
        #expect(ascending.contains(number) == set.contains(number))
        let other = 1 + next(94)
        #expect(any.contains(other) == set.contains(other))
      }
      #expect(RecordSpans(spans.description) == spans)
      for (left, right) in zip(spans.ranges, spans.ranges.dropFirst()) { #expect(left.upperBound < right.lowerBound) }
    }
  }
}
