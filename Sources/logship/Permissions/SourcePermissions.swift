import AWS
import Delivery

/// What reading the sources of a run takes: for each bucket its listing, and the objects.
struct SourcePermissions {
  private struct Bucket {
    let arn: String
    /// Patterns of the prefixes that are asked for; empty where the whole bucket is.
    var prefixes: [String]
    var objects: [String]
  }

  /// The permissions for these sources, buckets in the order in which they are named.
  ///
  /// A bucket that some source names whole has no condition on its listing, since the other sources are within it.
  static func of(_ sources: [SourceLocation], region: String) -> [Permission] {
    var buckets: [Bucket] = []
    for source in sources {
      guard let (arn, prefix, objects) = patterns(source, region: region) else { continue }
      if let known = buckets.firstIndex(where: { $0.arn == arn }) {
        buckets[known].prefixes = add(prefix, to: buckets[known].prefixes)
        buckets[known].objects = add(objects, to: buckets[known].objects)
      } else {
        buckets.append(Bucket(arn: arn, prefixes: [prefix], objects: [objects]))
      }
    }
    return buckets.enumerated().flatMap { index, bucket in
      let number = buckets.count == 1 ? "" : "\(index + 1)"
      let isWhole = bucket.prefixes == ["*"]
      return [
        Permission(
          sid: "ListSources\(number)", actions: ["s3:ListBucket"], resources: [bucket.arn],
          conditions: isWhole ? [] : [.init(test: "StringLike", key: "s3:prefix", values: bucket.prefixes)]),
        Permission(
          sid: "ReadSources\(number)", actions: ["s3:GetObject"],
          resources: bucket.objects.map { "\(bucket.arn)/\($0)" }),
      ]
    }
  }

  private static func patterns(
    _ source: SourceLocation, region: String
  ) -> (arn: String, prefix: String, objects: String)? {
    switch source {
    case .standardInput, .path: return nil
    case .s3(let location):
      let pattern = "\(Permission.literal(location.prefix))*"
      return (arn(location.bucket, region), pattern, pattern)
    case .template(let template):
      return (
        arn(template.bucket, region), "\(Permission.literal(template.beginning))*",
        "\(template.pattern(literal: Permission.literal))*"
      )
    }
  }

  private static func arn(_ bucket: String, _ region: String) -> String {
    "arn:\(Partition(region: region).rawValue):s3:::\(bucket)"
  }

  /// A pattern among others, without those that it covers and unless it is covered.
  private static func add(_ pattern: String, to patterns: [String]) -> [String] {
    func covers(_ one: String, _ other: String) -> Bool { other.hasPrefix(one.dropLast()) }
    if patterns.contains(where: { covers($0, pattern) }) { return patterns }
    return patterns.filter { !covers(pattern, $0) } + [pattern]
  }
}
