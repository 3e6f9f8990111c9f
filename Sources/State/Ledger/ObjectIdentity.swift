/// What tells one content of a source object from any other.
///
/// An object whose content changed is another object to the ledger. `label`, `size`, `modified` and `version` are
/// kept for people and do not tell objects apart.
public struct ObjectIdentity: Sendable {
  public enum Kind: String, Sendable {
    case s3
    case file
  }

  public let kind: Kind
  /// The bucket; empty for a file.
  public let container: String
  /// The key; device and inode of a file.
  public let key: String
  /// What changes with the content: ETag and size in S3, a fingerprint for a file.
  public let tag: String
  /// The path of a file when it was last seen; empty in S3.
  public let label: String
  public let size: Int64
  /// Seconds since 1970; of a file nanoseconds.
  public let modified: Int64
  public let version: String?

  /// What tells it apart within a run: an object of S3 with this content, or a file, which may grow meanwhile.
  public struct Name: Hashable, Sendable {
    /// Bytes, since strings are equal in Swift that S3 takes for different keys.
    private let bytes: [UInt8]

    fileprivate init(_ identity: ObjectIdentity) {
      let parts: [String] =
        switch identity.kind {
        case .s3: [identity.kind.rawValue, identity.container, identity.key, identity.tag]
        case .file: [identity.kind.rawValue, identity.key]
        }
      bytes = Array(parts.map { Array($0.utf8) }.joined(separator: [0]))
    }
  }

  public var name: Name { Name(self) }

  /// An object in a bucket.
  ///
  /// - Parameters:
  ///   - bucket: The bucket's name.
  ///   - key: The key, not escaped.
  ///   - eTag: With or without its quotes, so that listings and answers agree; where a server has none, the time of
  ///     the last change stands in for it.
  ///   - size: In bytes.
  ///   - modified: Seconds since 1970.
  ///   - version: The version id if one is known. It does not tell objects apart, since listings do not have it.
  ///   - isVersion: Whether it is the version that was asked for. Then it is an object of its own beside what the key
  ///     holds now.
  /// - Returns: The object's identity.
  public static func s3(
    bucket: String, key: String, eTag: String?, size: Int64, modified: Int64, version: String? = nil,
    isVersion: Bool = false
  ) -> ObjectIdentity {
    var tag = Substring(eTag ?? "modified \(modified)")
    if tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\"") { tag = tag.dropFirst().dropLast() }
    let suffix = isVersion ? version.map { " version \($0)" } ?? "" : ""
    return ObjectIdentity(
      kind: .s3, container: bucket, key: key, tag: "\(tag) \(size)\(suffix)", label: "", size: size, modified: modified,
      version: version)
  }

  static func file(_ file: LocalFile, tag: String) -> ObjectIdentity {
    ObjectIdentity(
      kind: .file, container: "", key: file.key, tag: tag, label: file.path, size: file.size,
      modified: file.modified, version: nil)
  }
}

// Swift takes two strings for equal that differ in how their accents are composed; S3 keys and paths are bytes.
extension ObjectIdentity: Hashable {
  public static func == (left: ObjectIdentity, right: ObjectIdentity) -> Bool {
    left.kind == right.kind && left.container.utf8.elementsEqual(right.container.utf8)
      && left.key.utf8.elementsEqual(right.key.utf8) && left.tag.utf8.elementsEqual(right.tag.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    for part in [container, key, tag] {
      for byte in part.utf8 { hasher.combine(byte) }
      hasher.combine(UInt8(0))
    }
  }
}
