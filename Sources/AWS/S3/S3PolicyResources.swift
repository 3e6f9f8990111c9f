/// What a policy has to name so that a bucket, or what stands in its place, can be read.
public struct S3PolicyResources: Sendable, Equatable {
  /// What `s3:ListBucket` is allowed on, such as `arn:aws:s3:::audit`.
  public let bucket: String
  /// What `s3:GetObject` and `s3:GetObjectVersion` are allowed on, such as `arn:aws:s3:::audit/*`.
  public let objects: String

  /// The resources of a bucket, an access point's ARN or its alias.
  ///
  /// An alias does not tell its account and its whole name, so it stands for every access point: give the ARN to have
  /// a narrower policy.
  ///
  /// - Parameters:
  ///   - bucket: As it stands in an address.
  ///   - partition: Where a bucket is; an ARN tells its own.
  public init(bucket: String, partition: Partition) {
    let arn: String? =
      if let point = AccessPoint(bucket: bucket) {
        point.arn
      } else if S3Location.isAlias(bucket) {
        "arn:\(partition.rawValue):s3:*:*:accesspoint/*"
      } else {
        nil
      }
    self.bucket = arn ?? "arn:\(partition.rawValue):s3:::\(bucket)"
    objects = arn.map { "\($0)/object/*" } ?? "arn:\(partition.rawValue):s3:::\(bucket)/*"
  }
}
