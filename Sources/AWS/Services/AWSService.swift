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
    case .s3, .sts, .ssm, .kms, .iam, .signin: rawValue.lowercased()
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
    if self == .iam { return Self.iamHost(partition, variant) }
    let suffix = variant.dualStack ? partition.dualStackSuffix : partition.dnsSuffix
    // In the US government's regions these two are FIPS hosts under their plain name.
    let isPlainFIPS = partition == .usGovernment && !variant.dualStack && (self == .sts || self == .ssm)
    let fips = variant.fips && !isPlainFIPS ? "-fips" : ""
    return "\(hostPrefix)\(fips).\(region).\(suffix)"
  }

  /// IAM has one host a partition.
  private static func iamHost(_ partition: Partition, _ variant: EndpointVariant) -> String {
    let global = partition == .europe ? partition.iamRegion : "\(partition.rawValue)-global"
    switch (partition, variant.fips, variant.dualStack) {
    case (.standard, false, false): return "iam.amazonaws.com"
    case (.standard, true, false): return "iam-fips.amazonaws.com"
    case (.standard, false, true): return "iam.global.api.aws"
    case (.usGovernment, _, false): return "iam.us-gov.amazonaws.com"
    case (_, false, false): return "iam.\(partition.iamRegion).\(partition.dnsSuffix)"
    case (_, true, false): return "iam-fips.\(global).\(partition.dnsSuffix)"
    case (_, let fips, true): return "iam\(fips ? "-fips" : "").\(global).\(partition.dualStackSuffix)"
    }
  }

  /// The region that its requests are signed for.
  func signingRegion(_ region: String) -> String {
    self == .iam ? Partition(region: region).iamRegion : region
  }
}
