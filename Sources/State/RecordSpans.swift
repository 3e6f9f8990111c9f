/// Which records of an object, by their numbers from 1: stretches in ascending order that neither overlap nor touch.
///
/// Asking for ascending numbers is what reading does: `Cursor` answers that without a search.
public struct RecordSpans: Sendable, Equatable {
  /// The stretches, each with its first number and the one after its last.
  public private(set) var ranges: [Range<Int>] = []

  /// No records.
  public init() {}

  /// Every record there may be.
  public static let all = RecordSpans(1..<Int.max)

  /// The records of one stretch.
  public init(_ range: Range<Int>) {
    insert(range)
  }

  public var isEmpty: Bool { ranges.isEmpty }

  /// How many records.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// The first number from 1 on that is not among them.
  public var frontier: Int {
    guard let first = ranges.first, first.lowerBound == 1 else { return 1 }
    return first.upperBound
  }

  /// Whether a record is among them.
  public func contains(_ number: Int) -> Bool {
    let index = firstIndex(endingAfter: number)
    return index < ranges.count && ranges[index].lowerBound <= number
  }

  /// Whether all records of a stretch are among them; of an empty one they are.
  public func covers(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return true }
    let index = firstIndex(endingAfter: range.lowerBound)
    return index < ranges.count && ranges[index].lowerBound <= range.lowerBound
      && range.upperBound <= ranges[index].upperBound
  }

  /// Adds one record.
  public mutating func insert(_ number: Int) {
    insert(number..<number + 1)
  }

  /// Adds a stretch; at once where it continues the last one or follows it.
  public mutating func insert(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    precondition(range.lowerBound >= 1, "records are counted from 1")
    guard let last = ranges.last, range.lowerBound <= last.upperBound else {
      ranges.append(range)
      return
    }
    if range.lowerBound >= last.lowerBound {
      ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      return
    }
    // What touches is merged too: hence one less than the lower bound.
    let from = firstIndex(endingAfter: range.lowerBound - 1)
    var to = from
    var merged = range
    while to < ranges.count, ranges[to].lowerBound <= range.upperBound {
      merged = min(merged.lowerBound, ranges[to].lowerBound)..<max(merged.upperBound, ranges[to].upperBound)
      to += 1
    }
    ranges.replaceSubrange(from..<to, with: CollectionOfOne(merged))
  }

  /// Adds all records of other spans.
  public mutating func insert(_ other: RecordSpans) {
    for range in other.ranges { insert(range) }
  }

  /// Takes a stretch away.
  public mutating func remove(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let from = firstIndex(endingAfter: range.lowerBound)
    var to = from
    var left: [Range<Int>] = []
    while to < ranges.count, ranges[to].lowerBound < range.upperBound {
      let whole = ranges[to]
      if whole.lowerBound < range.lowerBound { left.append(whole.lowerBound..<range.lowerBound) }
      if range.upperBound < whole.upperBound { left.append(range.upperBound..<whole.upperBound) }
      to += 1
    }
    ranges.replaceSubrange(from..<to, with: left)
  }

  /// Takes all records of other spans away.
  public mutating func remove(_ other: RecordSpans) {
    for range in other.ranges { remove(range) }
  }

  private func firstIndex(endingAfter number: Int) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound > number { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Answers for numbers that mostly ascend, at no more than a comparison or two each.
  public struct Cursor: Sendable {
    private let spans: RecordSpans
    private var index = 0
    private var current: Range<Int>

    /// Starts before the first record.
    public init(_ spans: RecordSpans) {
      self.spans = spans
      current = spans.ranges.first ?? Cursor.none
    }

    /// Whether a record is among the spans; slower for a number below one that was asked before.
    public mutating func contains(_ number: Int) -> Bool {
      if number >= current.upperBound { advance(to: number) }
      if number >= current.lowerBound { return true }
      guard index > 0, number < spans.ranges[index - 1].upperBound else { return false }
      return spans.contains(number)
    }

    private static let none = Int.max..<Int.max

    private mutating func advance(to number: Int) {
      while index < spans.ranges.count, spans.ranges[index].upperBound <= number { index += 1 }
      current = index < spans.ranges.count ? spans.ranges[index] : Cursor.none
    }
  }
}
