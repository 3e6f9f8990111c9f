/// A family of regions with host names and ARNs of its own.
public enum Partition: String, Sendable, CaseIterable {
  case standard = "aws"
  case usGovernment = "aws-us-gov"
  case china = "aws-cn"
  case europe = "aws-eusc"
  case isolated = "aws-iso"
  case isolatedB = "aws-iso-b"

  /// The partition that a region belongs to.
  public init(region: String) {
    let family = Self.allCases.first { partition in
      partition.regionPrefix.map(region.hasPrefix) ?? false
    }
    self = family ?? .standard
  }

  /// What the names of its regions begin with; nil for the partition of all other names.
  private var regionPrefix: String? {
    switch self {
    case .standard: nil
    case .usGovernment: "us-gov-"
    case .china: "cn-"
    case .europe: "eusc-"
    case .isolated: "us-iso-"
    case .isolatedB: "us-isob-"
    }
  }

  /// What its host names end in.
  public var dnsSuffix: String {
    switch self {
    case .standard, .usGovernment: "amazonaws.com"
    case .china: "amazonaws.com.cn"
    case .europe: "amazonaws.eu"
    case .isolated: "c2s.ic.gov"
    case .isolatedB: "sc2s.sgov.gov"
    }
  }

  /// What its host names with IPv6 end in, but for S3's.
  var dualStackSuffix: String {
    switch self {
    case .standard, .usGovernment, .isolated, .isolatedB: "api.aws"
    case .china: "api.amazonwebservices.com.cn"
    case .europe: "api.amazonwebservices.eu"
    }
  }

  /// Where IAM's requests are signed for, which is one region for the whole partition.
  var iamRegion: String {
    switch self {
    case .standard: "us-east-1"
    case .usGovernment: "us-gov-west-1"
    case .china: "cn-north-1"
    case .europe: "eusc-de-east-1"
    case .isolated: "us-iso-east-1"
    case .isolatedB: "us-isob-east-1"
    }
  }
}
