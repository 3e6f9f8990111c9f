/// What `logship check` shows.
enum EffectiveConfiguration {
  /// Every setting with its value in force and its origin, in columns; secrets are masked.
  ///
  /// - Parameters:
  ///   - settings: The configuration.
  ///   - surroundings: Where a file was looked for, told where there is none.
  /// - Returns: Lines, each with its end.
  static func text(_ settings: Settings, in surroundings: Surroundings) -> String {
    let places = ConfigurationFile.usualPlaces(in: surroundings).joined(separator: " or ")
    let head = settings.file.map { "configuration file: \($0)" } ?? "no configuration file at \(places)"
    let warnings = settings.warnings.map { Shown.line("warning: \($0)") + "\n" }.joined()
    return "\(Shown.line(head))\n\(warnings)\n" + table(settings.rows)
  }

  private static func table(_ rows: [Settings.Row]) -> String {
    let pathWidth = rows.map(\.path.count).max() ?? 0
    // One long value must not push the origins of all others off the screen.
    let valueWidth = min(40, rows.map(\.value.count).max() ?? 0)
    return rows.map { row in
      Shown.line("\(padded(row.path, pathWidth))  \(padded(row.value, valueWidth))  \(row.place)") + "\n"
    }.joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
