/// A name of something in AWS that tells its region: `arn:aws:ssm:eu-west-1:123456789012:parameter/key`.
struct ServiceARN: Sendable, Equatable {
  let region: String
  /// All behind the account, such as `parameter/key`.
  let resource: String

  /// Reads a name; nil where it is no ARN of the service, and so is one of the session's own region.
  init?(_ text: String, of service: AWSService) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == service.signingName, Region.isName(String(parts[3])) else {
      return nil
    }
    region = String(parts[3])
    resource = String(parts[5])
  }

  /// The ARN of what is known by its name alone.
  static func text(_ service: AWSService, region: String, account: String, _ resource: String) -> String {
    "arn:\(Partition(region: region).rawValue):\(service.signingName):\(region):\(account):\(resource)"
  }
}
