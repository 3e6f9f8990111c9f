/// The header `Content-Range` of an answer that is a part.
struct ContentRange: Equatable {
  let first: Int64
  let last: Int64
  /// Nil where the server does not know it.
  let total: Int64?

  /// Reads `bytes 100-199/200` and `bytes 100-199/*`.
  init?(_ text: String) {
    guard text.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = text.dropFirst("bytes ".count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last else {
      return nil
    }
    // So that the length is a number too.
    guard last < .max else { return nil }
    total = Self.number(parts[1])
    guard parts[1] == "*" || total.map({ last < $0 }) == true else { return nil }
    (self.first, self.last) = (first, last)
  }

  private static func number(_ text: Substring) -> Int64? {
    text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? Int64(text) : nil
  }
}
