/// What this program calls itself.
enum Version {
  static let number = "0.1.0"
  /// As the manual pages write it.
  static let date = "November 25, 2026"
}
