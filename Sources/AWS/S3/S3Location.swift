/// A bucket and the text that the keys meant begin with.
///
/// The prefix is literal, byte for byte: nothing is decoded or normalised, and `s3://b//x` means keys that begin with
/// `/x`.
public struct S3Location: Sendable, Equatable, CustomStringConvertible {
  public let bucket: String
  public let prefix: String

  public var description: String { Words.printable("s3://\(bucket)/\(prefix)") }

  /// Reads `s3://bucket` or `s3://bucket/prefix`.
  ///
  /// - Throws: `AWSError.configuration`, which tells what is wrong and what a location looks like.
  public init(_ text: String) throws(AWSError) {
    let scheme = "s3://"
    guard text.hasPrefix(scheme) else {
      throw .configuration("\(Words.printable(text)) does not begin with s3://; a location is s3://BUCKET/PREFIX")
    }
    let rest = text.utf8.dropFirst(scheme.utf8.count)
    // Bytes are looked at, since a combining mark after a slash would make one Character of the two.
    let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
    try self.init(bucket: String(rest[..<slash]) ?? "", prefix: String(rest[slash...].dropFirst()) ?? "")
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
  }

  /// Why no bucket can have this name, or why one of that kind cannot be read; nil for a good name.
  private static func problem(withBucket name: String) -> String? {
    if name.isEmpty { return "the bucket's name is missing; a location is s3://BUCKET/PREFIX" }
    if name.hasPrefix("arn:") { return "an ARN is no bucket's name; give the access point's alias, or the bucket" }
    // Buckets of us-east-1 from before 2018 have such names too.
    guard
      name.utf8.allSatisfy({
        isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      })
    else { return "a bucket's name has letters, digits, dots, hyphens and underscores only" }
    guard (3...255).contains(name.utf8.count) else { return "a bucket's name has 3 to 63 characters" }
    // As a segment of a path they would name something else.
    guard name.utf8.contains(where: isLetterOrDigit) else { return "a bucket's name has a letter or a digit" }
    if name.hasSuffix("--x-s3") { return "directory buckets (S3 Express One Zone) are not supported" }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
