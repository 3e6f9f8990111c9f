/// An object as a listing names it.
public struct S3Object: Sendable, Equatable {
  public let bucket: String
  /// The key as S3 holds it, byte for byte.
  ///
  /// Compare keys by their `utf8`: Swift takes two strings for equal that S3 takes for different keys (`é` as one or
  /// as two code points).
  public let key: String
  public let size: Int64
  /// As listed, with its quotes if it has any; nil where the server lists none.
  public let eTag: String?
  /// Seconds since 1970.
  public let lastModified: Int64
  /// `STANDARD`, `GLACIER` and so on; nil where the server lists none.
  public let storageClass: String?

  /// An object of a listing.
  public init(
    bucket: String, key: String, size: Int64, eTag: String?, lastModified: Int64, storageClass: String? = nil
  ) {
    self.bucket = bucket
    self.key = key
    self.size = size
    self.eTag = eTag
    self.lastModified = lastModified
    self.storageClass = storageClass
  }

  /// The object's address for people and for `RecordSource`; the key is not escaped.
  public var uri: String { "s3://\(bucket)/\(key)" }

  /// An empty object whose key ends in a slash, as consoles make one for a folder.
  public var isFolderMarker: Bool { size == 0 && key.utf8.last == UInt8(ascii: "/") }

  /// Whether a GET is refused until somebody restores the object.
  public var isArchived: Bool { storageClass == "GLACIER" || storageClass == "DEEP_ARCHIVE" }
}
