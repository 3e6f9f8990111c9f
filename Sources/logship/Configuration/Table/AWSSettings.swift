/// How objects are read from S3.
enum AWSSettings {
  static let region = Key<String?>.optionalText(
    "aws.region", .region, "Region to ask first; a bucket's own is found", valueName: "region")
  static let profile = Key<String?>.optionalText(
    "aws.profile", .any, "Profile of the shared AWS files to take credentials from", valueName: "name")
  static let endpoint = Key<String?>.optionalText(
    "aws.endpoint", .anyURL, "URL of another S3 service", valueName: "url")
  static let allowPlainHTTP = Key.toggle(
    "aws.allowPlainHTTP", default: false, "Let aws.endpoint be http:// to another machine")
  static let roleARN = Key<String?>.optionalText(
    "aws.assumeRole.roleArn", .roleARN, "ARN of a role to assume with the credentials found, such as another account's",
    valueName: "arn")
  static let externalID = Key<String?>.optionalText(
    "aws.assumeRole.externalId", .any, "External id that the role's trust policy asks for", valueName: "id")
  static let sessionName = Key<String?>.optionalText(
    "aws.assumeRole.sessionName", .sessionName, "Name of the role's session, which CloudTrail shows", valueName: "name")
  static let durationSeconds = Key.count(
    "aws.assumeRole.durationSeconds", 900...43_200, default: 3600, "How long a session of the role lasts, in seconds")
  static let concurrency = Key.count(
    "s3.concurrency", 1...64, default: 16, "Most objects of S3 that are fetched at the same time")

  static let requestPayer = Key<String?>.optionalText(
    "s3.requestPayer", .requester, "Who pays for requests of a Requester Pays bucket: requester",
    valueName: "requester", flagAliases: ["request-payer"])
  static let expectedBucketOwner = Key<String?>.optionalText(
    "s3.expectedBucketOwner", .account, "Account that every bucket of a source must belong to",
    valueName: "account", flagAliases: ["expected-bucket-owner"])
  static let failOnArchived = Key.toggle(
    "s3.failOnArchived", default: false, "Exit with 66 where an object has to be restored from an archive first",
    flagAliases: ["fail-on-archived"])

  /// Who asks AWS, and where.
  static let identity = [
    region.setting, profile.setting, endpoint.setting, allowPlainHTTP.setting, roleARN.setting, externalID.setting,
    sessionName.setting, durationSeconds.setting,
  ]

  static let all =
    identity
    + [concurrency.setting, requestPayer.setting, expectedBucketOwner.setting, failOnArchived.setting]
}
