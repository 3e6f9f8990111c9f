/// What an `s3://` prefix may hold in braces, for folders that have an account, a region or a day in their names.
enum SourcePlaceholder: String, CaseIterable, Sendable {
  case account, org, region, yyyy
  case month = "MM"
  case dd

  /// As they are typed.
  static let enumeration = SettingKind.enumeration(allCases.map { "{\($0.rawValue)}" }, last: "and")

  /// The first part of a source that has a brace and is no placeholder; nil where there is none.
  ///
  /// Only `s3://` sources have placeholders: in a path on this machine braces are a name's.
  static func fault(in source: String) -> String? {
    guard source.hasPrefix("s3://") else { return nil }
    // Scalars are looked at, since a combining mark behind a brace would make one Character of the two.
    var rest = source.unicodeScalars[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else { return String(rest[brace...]) }
      let name = String(rest[rest.index(after: brace)..<end])
      guard SourcePlaceholder(rawValue: name) != nil else { return "{\(name)}" }
      rest = rest[rest.index(after: end)...]
    }
    return nil
  }
}
