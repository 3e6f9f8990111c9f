/// Finds the name that somebody meant.
enum NearestName {
  /// The candidate at the least edit distance, where one is near enough to be meant.
  ///
  /// - Parameters:
  ///   - name: What was written. A dotted path is also compared by its last part, for a key put in the wrong group.
  ///   - candidates: The names that exist.
  /// - Returns: The first of the nearest candidates, or nil where none is near.
  static func of(_ name: String, among candidates: [String]) -> String? {
    // Nobody means a setting with a name this long, and comparing takes the square of the length.
    guard name.utf8.count <= 200 else { return nil }
    let lowered = Array(name.lowercased())
    let last = Array(lastPart(name).lowercased())
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let whole = distance(lowered, Array(candidate.lowercased()))
      let part = distance(last, Array(lastPart(candidate).lowercased()))
      let isNear = whole <= max(1, min(lowered.count, candidate.count) / 4)
      let isPartNear = part <= max(1, last.count / 4)
      guard isNear || isPartNear else { continue }
      // A whole path that is near is a better guess than a last part alone, which is one of several perhaps.
      let score = isNear ? whole : 100 + part * 100 + whole
      if best.map({ score < $0.distance }) ?? true { best = (candidate, score) }
    }
    return best?.name
  }

  private static func lastPart(_ name: String) -> Substring {
    name.split(separator: ".").last ?? Substring(name)
  }

  /// How many characters have to be added, removed, changed or swapped with a neighbour.
  static func distance(_ one: [Character], _ other: [Character]) -> Int {
    guard !one.isEmpty, !other.isEmpty else { return max(one.count, other.count) }
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for i in 1...one.count {
      var row = [i]
      for j in 1...other.count {
        var best = min(
          last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1))
        if i > 1, j > 1, one[i - 1] == other[j - 2], one[i - 2] == other[j - 1] {
          best = min(best, beforeLast[j - 2] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[other.count]
  }
}
