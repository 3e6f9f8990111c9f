/// Which files of a folder and which objects under a prefix are read, by name.
public struct NameFilter: Sendable {
  /// Endings of the formats that logship reads; each may be followed by `.gz`.
  private static let endings = [".json", ".ndjson", ".jsonl", ".csv"]

  private let include: [Glob]
  private let exclude: [Glob]
  /// The globs in words, each with a plus or a minus before it; empty where there are none.
  let description: String

  /// Makes a filter.
  ///
  /// - Parameters:
  ///   - include: Globs; where there are any, they decide in place of the endings.
  ///   - exclude: Globs of what is left out.
  public init(include: [String] = [], exclude: [String] = []) {
    self.include = include.map { Glob($0) }
    self.exclude = exclude.map { Glob($0) }
    description = (include.sorted().map { "+\($0)" } + exclude.sorted().map { "-\($0)" }).joined(separator: " ")
  }

  /// True where a name is to be read.
  ///
  /// - Parameters:
  ///   - name: Relative to the folder, or behind the prefix's last slash; parts separated by slashes.
  ///   - allowsNoExtension: True for objects: Firehose gives its own no extension.
  /// - Returns: False where it is left out.
  func admits(_ name: String, allowsNoExtension: Bool) -> Bool {
    if exclude.contains(where: { $0.matches(name) }) { return false }
    if !include.isEmpty { return include.contains { $0.matches(name) } }
    let parts = name.split(separator: "/")
    guard let last = parts.last, !parts.contains(where: { NameFilter.isHiddenOrTemporary($0) }) else { return false }
    let lower = last.lowercased()
    let unpacked = lower.hasSuffix(".gz") ? lower.dropLast(3) : lower[...]
    if NameFilter.endings.contains(where: { unpacked.hasSuffix($0) }) { return true }
    return allowsNoExtension && !last.contains(".")
  }

  /// True for names that programs give to files which are not finished or not for others.
  static func isHiddenOrTemporary(_ name: Substring) -> Bool {
    guard let first = name.first, let last = name.last else { return true }
    // In a bucket, `..` is a name as any other.
    if name.allSatisfy({ $0 == "." }) { return false }
    return first == "." || first == "#" || first == "~" || last == "~"
  }
}
