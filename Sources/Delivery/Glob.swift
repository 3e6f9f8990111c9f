/// A pattern for names: `*` and `?` within a part, `**` over parts, `[a-z]` and `[!a-z]` for one character.
///
/// A pattern without a slash is compared with the last part of a name, as rclone and git do.
struct Glob: Sendable {
  private let pattern: [Unicode.Scalar]
  private let matchesLastPart: Bool

  init(_ pattern: String) {
    self.pattern = Array(pattern.unicodeScalars)
    matchesLastPart = !pattern.contains("/")
  }

  func matches(_ name: String) -> Bool {
    let compared = matchesLastPart ? name.split(separator: "/").last ?? name[...] : name[...]
    return Glob.matches(pattern[...], Array(compared.unicodeScalars)[...])
  }

  /// Matches with one place to fall back to for each kind of star, so that no pattern takes long.
  private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ name: ArraySlice<Unicode.Scalar>) -> Bool {
    var at = pattern.startIndex
    var place = name.startIndex
    var star: (pattern: Int, name: Int)?
    var doubleStar: (pattern: Int, name: Int)?
    while true {
      if at < pattern.endIndex, pattern[at] == "*" {
        if at + 1 < pattern.endIndex, pattern[at + 1] == "*" {
          at += 2
          // `**/` also stands for no folder at all.
          if at < pattern.endIndex, pattern[at] == "/", place == name.startIndex || name[place - 1] == "/" { at += 1 }
          doubleStar = (at, place)
          star = nil
        } else {
          at += 1
          star = (at, place)
        }
        continue
      }
      if place == name.endIndex {
        if at == pattern.endIndex { return true }
      } else if at < pattern.endIndex, let next = matchOne(pattern, at, name[place]) {
        at = next
        place += 1
        continue
      }
      if let back = star, back.name < name.endIndex, name[back.name] != "/" {
        star = (back.pattern, back.name + 1)
        at = back.pattern
        place = back.name + 1
      } else if let back = doubleStar, back.name < name.endIndex {
        doubleStar = (back.pattern, back.name + 1)
        star = nil
        at = back.pattern
        place = back.name + 1
      } else {
        return false
      }
    }
  }

  /// Compares one element of the pattern with one character.
  ///
  /// - Returns: Where the next element begins; nil where they differ.
  private static func matchOne(
    _ pattern: ArraySlice<Unicode.Scalar>, _ at: Int, _ character: Unicode.Scalar
  ) -> Int? {
    switch pattern[at] {
    case "?": return character == "/" ? nil : at + 1
    case "[":
      guard let end = pattern[(at + 1)...].dropFirst().firstIndex(of: "]") else {
        return character == "[" ? at + 1 : nil
      }
      var members = pattern[(at + 1)..<end]
      let isNegated = members.first == "!" || members.first == "^"
      if isNegated { members = members.dropFirst() }
      return contains(members, character) != isNegated && character != "/" ? end + 1 : nil
    case let literal: return literal == character ? at + 1 : nil
    }
  }

  private static func contains(_ members: ArraySlice<Unicode.Scalar>, _ character: Unicode.Scalar) -> Bool {
    var index = members.startIndex
    while index < members.endIndex {
      if index + 2 < members.endIndex, members[index + 1] == "-" {
        if members[index] <= character && character <= members[index + 2] { return true }
        index += 3
      } else {
        if members[index] == character { return true }
        index += 1
      }
    }
    return false
  }
}
