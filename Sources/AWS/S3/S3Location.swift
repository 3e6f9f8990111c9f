import Digest

/// A bucket and the text that the keys meant begin with, or one version of one object.
///
/// The prefix is literal, byte for byte: nothing is decoded or normalised, and `s3://b//x` means keys that begin with
/// `/x`. Only `?versionId=` is more than itself: what stands before it is a whole key, and behind it a version's id.
public struct S3Location: Sendable, Equatable, CustomStringConvertible {
  /// The bucket's name, or the ARN or the alias of an access point, as given.
  public let bucket: String
  /// What the keys begin with; with a version, the key.
  public let prefix: String
  /// The id of the version that is meant.
  public let version: String?

  public var description: String {
    Words.printable("s3://\(bucket)/\(prefix)\(version.map { Self.versionMark + $0 } ?? "")")
  }

  /// What stands between a key and the id of a version, as in S3's own URLs.
  static let versionMark = "?versionId="

  /// Reads `s3://bucket`, `s3://bucket/prefix` or `s3://bucket/key?versionId=ID`.
  ///
  /// - Throws: `AWSError.configuration`, which tells what is wrong and what a location looks like.
  public init(_ text: String) throws(AWSError) {
    let scheme = "s3://"
    guard text.hasPrefix(scheme) else {
      throw .configuration("\(Words.printable(text)) does not begin with s3://; a location is s3://BUCKET/PREFIX")
    }
    let rest = text.utf8.dropFirst(scheme.utf8.count)
    // Bytes are looked at, since a combining mark after a slash would make one Character of the two.
    var slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    if slash < rest.endIndex, rest.starts(with: "arn:".utf8),
      rest[..<slash].suffix(12).elementsEqual(":accesspoint".utf8)
    {
      // This slash belongs to the ARN.
      slash = rest[rest.index(after: slash)...].firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    }
    let bucket = String(rest[..<slash]) ?? ""
    let key = String(rest[slash...].dropFirst()) ?? ""
    guard let mark = key.lastRange(of: Self.versionMark) else {
      try self.init(bucket: bucket, prefix: key)
      return
    }
    try self.init(bucket: bucket, key: String(key[..<mark.lowerBound]), version: String(key[mark.upperBound...]))
  }

  /// A location of these parts.
  ///
  /// - Throws: `AWSError.configuration` when no bucket can have that name.
  public init(bucket: String, prefix: String) throws(AWSError) {
    if let problem = Self.problem(withBucket: bucket) {
      throw .configuration("s3://\(Words.printable(bucket)): \(problem)")
    }
    self.bucket = bucket
    self.prefix = prefix
    version = nil
  }

  /// One version of an object.
  ///
  /// - Throws: `AWSError.configuration` when no bucket, object or version can have that name.
  public init(bucket: String, key: String, version: String) throws(AWSError) {
    let location = try S3Location(bucket: bucket, prefix: key)
    // AWS calls ids "URL-ready" and says no more of them; MinIO's have hyphens.
    let isID =
      (1...1024).contains(version.utf8.count)
      && version.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-._~+/=".utf8.contains($0) }
    guard isID, !key.isEmpty else {
      throw .configuration(
        "\(location): behind the key and ?versionId= stands a version's id, such as s3://BUCKET/KEY?versionId=3HL4kqtJlcpX. "
          + "Of a key that has this in it, give the part before the ? as a prefix")
    }
    self.bucket = bucket
    prefix = key
    self.version = version
  }

  /// Whether a bucket's name is an access point's alias, which AWS makes.
  static func isAlias(_ bucket: String) -> Bool { bucket.hasSuffix("-s3alias") }

  /// What a policy has to name so that the location can be read.
  ///
  /// - Parameter partition: Where a bucket is; an access point's ARN tells its own.
  /// - Returns: The resources of its statements.
  public func policyResources(in partition: Partition) -> S3PolicyResources {
    S3PolicyResources(bucket: bucket, partition: partition)
  }

  /// Why no bucket can have this name, or why one of that kind cannot be read; nil for a good name.
  private static func problem(withBucket name: String) -> String? {
    if name.isEmpty { return "the bucket's name is missing; a location is s3://BUCKET/PREFIX" }
    if name.hasPrefix("arn:") {
      do throws(AccessPoint.Problem) { _ = try AccessPoint(arn: name) } catch { return error.words }
      return nil
    }
    // Buckets of us-east-1 from before 2018 have such names too.
    guard name.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }) else {
      return "a bucket's name has letters, digits, dots, hyphens and underscores only"
    }
    guard (3...255).contains(name.utf8.count) else { return "a bucket's name has 3 to 63 characters" }
    // As a segment of a path they would name something else.
    guard name.utf8.contains(where: \.isASCIILetterOrDigit) else { return "a bucket's name has a letter or a digit" }
    if name.hasSuffix("--x-s3") { return "directory buckets (S3 Express One Zone) are not supported" }
    if name.hasSuffix("--op-s3") { return "S3 on Outposts is not supported" }
    if name.hasSuffix("--ol-s3") {
      return "Object Lambda access points are not supported; give the access point behind it, or the bucket"
    }
    return nil
  }
}

extension String {
  /// Where a text of ASCII stands last; bytes are compared, since a combining mark behind it would hide it.
  fileprivate func lastRange(of text: String) -> Range<Index>? {
    let (whole, part) = (utf8, text.utf8)
    guard whole.count >= part.count else { return nil }
    for offset in stride(from: whole.count - part.count, through: 0, by: -1) {
      let start = whole.index(whole.startIndex, offsetBy: offset)
      let end = whole.index(start, offsetBy: part.count)
      if whole[start..<end].elementsEqual(part) { return start..<end }
    }
    return nil
  }
}
