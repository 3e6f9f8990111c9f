/// A service of AWS that logship asks: how its hosts, its signatures and its variables are called.
///
/// S3 makes its URLs itself, since a bucket is part of them.
public enum AWSService: String, Sendable, CaseIterable {
  case s3 = "S3"
  case sts = "STS"
  case ssm = "SSM"
  case secretsManager = "Secrets Manager"
  case kms = "KMS"
  case iam = "IAM"
  case organizations = "Organizations"
  /// The portal of IAM Identity Center, which gives out a role's keys.
  case sso = "SSO"
  /// The tokens of IAM Identity Center.
  case ssoOIDC = "SSO OIDC"
  /// The sessions of `aws login`.
  case signin = "Signin"

  /// The name in a signature's scope.
  var signingName: String {
    switch self {
    case .secretsManager: "secretsmanager"
    case .sso: "awsssoportal"
    case .ssoOIDC: "sso-oauth"
    case .s3, .sts, .ssm, .kms, .iam, .organizations, .signin: rawValue.lowercased()
    }
  }

  /// What its host names begin with.
  private var hostPrefix: String {
    switch self {
    case .sso: "portal.sso"
    case .ssoOIDC: "oidc"
    default: signingName
    }
  }

  /// Its name in `AWS_ENDPOINT_URL_<NAME>`, and in small letters in a profile's section of services.
  var endpointName: String { rawValue.replacing(" ", with: "_").uppercased() }

  /// AWS's own host for a region.
  ///
  /// The rules are those of botocore's endpoint rule sets, from which the tests take their table.
  func host(in region: String, _ variant: EndpointVariant) -> String {
    let partition = Partition(region: region)
    switch self {
    case .iam: return Self.iamHost(partition, variant)
    case .signin where variant == EndpointVariant():
      if let suffix = Self.signinSuffix(partition) { return "\(region).signin.\(suffix)" }
    default: break
    }
    // The plain hosts of Secrets Manager have IPv6 beside IPv4 already.
    let isPlainDualStack =
      self == .secretsManager
      && (partition == .standard || partition == .usGovernment || partition == .china && !variant.fips)
    let suffix = variant.dualStack && !isPlainDualStack ? partition.dualStackSuffix : partition.dnsSuffix
    // In the US government's regions these are FIPS hosts under their plain name.
    let isPlainFIPS =
      partition == .usGovernment && !variant.dualStack && [.sts, .ssm, .sso, .ssoOIDC, .organizations].contains(self)
    let fips = variant.fips && !isPlainFIPS ? "-fips" : ""
    // Organizations has one host a partition, but for those with IPv6.
    let isGlobal = self == .organizations && !variant.dualStack && !(partition == .china && variant.fips)
    return "\(hostPrefix)\(fips).\(isGlobal ? globalRegion(partition) : region).\(suffix)"
  }

  /// IAM has one host a partition.
  private static func iamHost(_ partition: Partition, _ variant: EndpointVariant) -> String {
    let name = variant.fips ? "iam-fips" : "iam"
    let suffix = variant.dualStack ? partition.dualStackSuffix : partition.dnsSuffix
    switch (partition, variant.fips, variant.dualStack) {
    case (.usGovernment, _, _): return "iam.us-gov.\(suffix)"
    case (.standard, _, true), (.china, false, true): return "\(name).global.\(suffix)"
    case (.standard, _, false), (_, true, _), (_, _, true): return "\(name).\(suffix)"
    case (_, false, false): return "iam.\(partition.iamRegion).\(suffix)"
    }
  }

  /// What the plain hosts of the sessions of `aws login` end in; nil where they are named as those of others are.
  private static func signinSuffix(_ partition: Partition) -> String? {
    switch partition {
    case .standard: "aws.amazon.com"
    case .china: "amazonaws.cn"
    case .usGovernment: "amazonaws-us-gov.com"
    case .europe, .isolated, .isolatedB, .isolatedE, .isolatedF: nil
    }
  }

  /// The one region of a service that a partition has once.
  private func globalRegion(_ partition: Partition) -> String {
    self == .organizations && partition == .china ? "cn-northwest-1" : partition.iamRegion
  }

  /// The region that its requests are signed for.
  func signingRegion(_ region: String) -> String {
    self == .iam || self == .organizations ? globalRegion(Partition(region: region)) : region
  }
}
