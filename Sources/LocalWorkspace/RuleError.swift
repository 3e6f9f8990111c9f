/// Why a data collection rule cannot be used.
public struct RuleError: Error, CustomStringConvertible, Equatable {
  /// What is wrong and where in the rule.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
