/// A family of regions with host names and ARNs of its own.
public enum Partition: String, Sendable, CaseIterable {
  case standard = "aws"
  case usGovernment = "aws-us-gov"
  case china = "aws-cn"
  case europe = "aws-eusc"
  case isolated = "aws-iso"
  case isolatedB = "aws-iso-b"
  case isolatedE = "aws-iso-e"
  case isolatedF = "aws-iso-f"

  /// The partition that a region belongs to.
  public init(region: String) {
    self = Self.allCases.first { $0.regionPrefix.map(region.hasPrefix) ?? false } ?? .standard
  }

  /// What the names of its regions begin with; nil for the partition of all others.
  private var regionPrefix: String? {
    switch self {
    case .standard: nil
    case .usGovernment: "us-gov-"
    case .china: "cn-"
    case .europe: "eusc-"
    case .isolated: "us-iso-"
    case .isolatedB: "us-isob-"
    case .isolatedE: "eu-isoe-"
    case .isolatedF: "us-isof-"
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
    case .isolatedE: "cloud.adc-e.uk"
    case .isolatedF: "csp.hci.ic.gov"
    }
  }

  /// What its host names with IPv6 end in, but for S3's.
  var dualStackSuffix: String {
    switch self {
    case .standard, .usGovernment, .isolated, .isolatedB: "api.aws"
    case .china: "api.amazonwebservices.com.cn"
    case .europe: "api.amazonwebservices.eu"
    case .isolatedE: "api.cloud-aws.adc-e.uk"
    case .isolatedF: "api.aws.hci.ic.gov"
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
    case .isolatedE: "eu-isoe-west-1"
    case .isolatedF: "us-isof-south-1"
    }
  }

  /// Whether its S3 has hosts with FIPS 140 modules.
  public var hasFIPS: Bool { self != .china }

  /// Whether its S3 has hosts with IPv6 beside IPv4.
  public var hasDualStack: Bool { self != .isolatedE && self != .isolatedF }
}
