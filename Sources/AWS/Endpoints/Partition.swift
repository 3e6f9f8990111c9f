/// A family of regions with host names and ARNs of its own.
public enum Partition: String, Sendable, CaseIterable {
  case standard = "aws"
  case usGovernment = "aws-us-gov"
  case china = "aws-cn"

  /// The partition that a region belongs to.
  public init(region: String) {
    self =
      if region.hasPrefix("cn-") {
        .china
      } else if region.hasPrefix("us-gov-") {
        .usGovernment
      } else {
        .standard
      }
  }

  /// What its host names end in.
  public var dnsSuffix: String {
    switch self {
    case .standard, .usGovernment: "amazonaws.com"
    case .china: "amazonaws.com.cn"
    }
  }
}
