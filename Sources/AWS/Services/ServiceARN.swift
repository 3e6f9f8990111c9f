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

  /// Reads a name as the constructor does, and refuses an ARN of something else.
  ///
  /// - Throws: `AWSError.configuration` for one of another service, or of a partition that its region is not in.
  static func checked(_ text: String, of service: AWSService) throws(AWSError) -> ServiceARN? {
    guard text.hasPrefix("arn:") else { return nil }
    let kind = service == .ssm ? "parameter/" : "secret:"
    guard let arn = ServiceARN(text, of: service), arn.resource.hasPrefix(kind) else {
      throw .configuration(
        "\(Words.printable(text)) is no ARN of \(service.rawValue), which looks like "
          + self.text(service, region: "us-east-1", account: "123456789012", kind + "name"))
    }
    let partition = text.split(separator: ":", omittingEmptySubsequences: false)[1]
    guard partition == Partition(region: arn.region).rawValue else {
      throw .configuration(
        "\(Words.printable(text)) names the partition \(Words.printable(String(partition))), and \(arn.region) is in "
          + Partition(region: arn.region).rawValue)
    }
    return arn
  }

  /// The ARN of what is known by its name alone.
  static func text(_ service: AWSService, region: String, account: String, _ resource: String) -> String {
    "arn:\(Partition(region: region).rawValue):\(service.signingName):\(region):\(account):\(resource)"
  }
}
