/// An access point of S3, which is given by its ARN in place of a bucket's name.
struct AccessPoint: Sendable, Equatable {
  /// Why an ARN names no access point that can be read.
  struct Problem: Error, Equatable {
    let words: String
  }

  let partition: Partition
  let region: String
  let account: String
  let name: String

  /// What a policy calls it, whatever the form in which it was given.
  var arn: String { "arn:\(partition.rawValue):s3:\(region):\(account):accesspoint/\(name)" }

  /// The first label of its host name.
  var label: String { "\(name)-\(account)" }

  /// The access point that stands in a bucket's place; nil for a bucket, and for an ARN that was never let in.
  init?(bucket: String) {
    guard bucket.hasPrefix("arn:"), let point = try? AccessPoint(arn: bucket) else { return nil }
    self = point
  }

  /// Reads `arn:PARTITION:s3:REGION:ACCOUNT:accesspoint/NAME`, or with a colon before the name.
  ///
  /// - Throws: `Problem` with what it names instead and what can be given.
  init(arn: String) throws(Problem) {
    let fields = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 6, fields[0] == "arn" else { throw Self.other }
    switch fields[2] {
    case "s3": break
    case "s3-outposts": throw Problem(words: "S3 on Outposts is not supported")
    case "s3-object-lambda":
      throw Problem(
        words: "Object Lambda access points are not supported; give the access point behind it, or the bucket")
    default: throw Self.other
    }
    let resource = fields[5].split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { $0 == "/" || $0 == ":" })
    guard resource.count == 2, resource[0] == "accesspoint" else { throw Self.other }
    guard !fields[3].isEmpty else {
      throw Problem(
        words: "multi-Region access points want signatures of version 4A, which are not supported; give an access "
          + "point of one region, or the bucket")
    }
    let (region, account, name) = (fields[3], fields[4], String(resource[1]))
    guard Region.isName(region) else { throw Problem(words: "its region is none, such as eu-west-1") }
    guard let partition = Partition(rawValue: fields[1]), partition == Partition(region: region) else {
      throw Problem(words: "the region \(region) is in the partition \(Partition(region: region).rawValue)")
    }
    guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw Problem(words: "an ARN has its account's twelve digits")
    }
    // Lower-case letters, digits and hyphens, as they become a part of a host name with the account.
    guard (3...50).contains(name.utf8.count), Region.isName(name) else {
      throw Problem(words: "an access point's name has 3 to 50 lower-case letters, digits and hyphens")
    }
    self.partition = partition
    self.region = region
    self.account = account
    self.name = name
  }

  private static let other = Problem(
    words: "an ARN must be an access point's, such as arn:aws:s3:eu-west-1:123456789012:accesspoint/NAME; a bucket is "
      + "given by its name alone")
}
