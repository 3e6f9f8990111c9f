import AWS
import Delivery

extension SourceLocation {
  /// Whether what stands for the bucket is an access point, by its ARN or its alias.
  var isBehindAccessPoint: Bool {
    let bucket =
      switch self {
      case .standardInput, .path: ""
      case .s3(let location): location.bucket
      case .template(let template): template.bucket
      }
    return bucket.hasPrefix("arn:") || bucket.hasSuffix("-s3alias")
  }
}

/// What reading the sources of a run takes: for each bucket its listing, and the objects.
struct SourcePermissions {
  private struct Bucket {
    let resources: S3PolicyResources
    /// Patterns of the prefixes that are asked for.
    var prefixes: [String] = []
    var objects: [String] = []
    var versions: [String] = []
  }

  /// The permissions for these sources, buckets in the order in which they are named.
  ///
  /// - Parameters:
  ///   - sources: Those that are not in S3 take none.
  ///   - region: Tells the partition of the buckets.
  /// - Returns: For each bucket its listing, and reading what is named of it; a bucket that some source names whole has
  ///   no condition on its listing, since the other sources are within it.
  static func of(_ sources: [SourceLocation], region: String) -> [Permission] {
    var buckets: [Bucket] = []
    for source in sources { add(source, to: &buckets, Partition(region: region)) }
    return buckets.enumerated().flatMap { index, bucket in
      permissions(bucket, number: buckets.count == 1 ? "" : "\(index + 1)")
    }
  }

  private static func permissions(_ bucket: Bucket, number: String) -> [Permission] {
    var permissions: [Permission] = []
    func read(_ sid: String, _ action: String, _ patterns: [String]) {
      guard !patterns.isEmpty else { return }
      let resources = patterns.map { "\(bucket.resources.objects.dropLast())\($0)" }
      permissions.append(Permission(sid: sid + number, actions: [action], resources: resources))
    }
    if !bucket.prefixes.isEmpty {
      let isWhole = bucket.prefixes == ["*"]
      permissions.append(
        Permission(
          sid: "ListSources\(number)", actions: ["s3:ListBucket"], resources: [bucket.resources.bucket],
          conditions: isWhole ? [] : [.init(test: "StringLike", key: "s3:prefix", values: bucket.prefixes)]))
    }
    read("ReadSources", "s3:GetObject", bucket.objects)
    read("ReadVersions", "s3:GetObjectVersion", bucket.versions)
    return permissions
  }

  private static func add(_ source: SourceLocation, to buckets: inout [Bucket], _ partition: Partition) {
    switch source {
    case .standardInput, .path: return
    case .s3(let location):
      let literal = Permission.literal(location.prefix)
      let bucket = index(of: location.policyResources(in: partition), in: &buckets)
      if location.version != nil {
        buckets[bucket].versions = add(literal, to: buckets[bucket].versions)
      } else {
        buckets[bucket].prefixes = add("\(literal)*", to: buckets[bucket].prefixes)
        buckets[bucket].objects = add("\(literal)*", to: buckets[bucket].objects)
      }
    case .template(let template):
      let resources = S3PolicyResources(bucket: template.bucket, partition: partition)
      let bucket = index(of: resources, in: &buckets)
      buckets[bucket].prefixes = add("\(Permission.literal(template.beginning))*", to: buckets[bucket].prefixes)
      buckets[bucket].objects = add("\(template.pattern(literal: Permission.literal))*", to: buckets[bucket].objects)
    }
  }

  private static func index(of resources: S3PolicyResources, in buckets: inout [Bucket]) -> Int {
    if let known = buckets.firstIndex(where: { $0.resources == resources }) { return known }
    buckets.append(Bucket(resources: resources))
    return buckets.count - 1
  }

  /// A pattern among others, without those that it covers and unless it is covered.
  private static func add(_ pattern: String, to patterns: [String]) -> [String] {
    func covers(_ one: String, _ other: String) -> Bool {
      one == other || one.hasSuffix("*") && other.hasPrefix(one.dropLast())
    }
    if patterns.contains(where: { covers($0, pattern) }) { return patterns }
    return patterns.filter { !covers(pattern, $0) } + [pattern]
  }
}
