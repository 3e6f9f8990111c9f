/// An object as a listing names it.
public struct S3Object: Sendable, Equatable, CustomStringConvertible {
  public let bucket: String
  /// The key as S3 holds it, byte for byte.
  ///
  /// Compare keys by their `utf8`: Swift takes two strings for equal that S3 takes for different keys (`é` as one or
  /// as two code points).
  public let key: String
  public let size: Int64
  /// As listed, with its quotes if it has any; nil where the server lists none.
  public let eTag: String?
  /// Seconds since 1970; nil where the server does not say.
  public let lastModified: Int64?
  /// `STANDARD`, `GLACIER` and so on; nil where the server lists none.
  public let storageClass: String?
  /// Whether a copy of an archived object lies ready to be read.
  public let isRestored: Bool
  /// The tier of `INTELLIGENT_TIERING` where it lies in an archive: a listing does not have it.
  public let archiveTier: String?
  /// The version that is meant; nil for the object as it is now.
  public let version: String?

  /// An object of a listing, or one that was asked for by its name.
  public init(
    bucket: String, key: String, size: Int64, eTag: String?, lastModified: Int64?, storageClass: String? = nil,
    isRestored: Bool = false, archiveTier: String? = nil, version: String? = nil
  ) {
    self.bucket = bucket
    self.key = key
    self.size = size
    self.eTag = eTag
    self.lastModified = lastModified
    self.storageClass = storageClass
    self.isRestored = isRestored
    self.archiveTier = archiveTier
    self.version = version
  }

  /// The object's address for people and for `RecordSource`; the key is not escaped.
  public var uri: String { Self.uri(bucket: bucket, key: key, version: version) }

  /// The address, fit for printing.
  public var description: String { Words.printable(uri) }

  static func uri(bucket: String, key: String, version: String?) -> String {
    "s3://\(bucket)/\(key)\(version.map { S3Location.versionMark + $0 } ?? "")"
  }

  /// An empty object whose key ends in a slash, as consoles make one for a folder.
  public var isFolderMarker: Bool { size == 0 && key.utf8.last == UInt8(ascii: "/") }

  /// Whether a GET is refused until somebody restores the object.
  public var isArchived: Bool { (isOfArchiveClass && !isRestored) || archiveTier != nil }

  /// Whether its class is one whose objects are to be restored before they are read.
  var isOfArchiveClass: Bool { storageClass == "GLACIER" || storageClass == "DEEP_ARCHIVE" }
}
