import Transport

/// One page of ListObjectsV2.
struct ListObjectsAnswer: XMLAnswer {
  private struct Entry {
    var key: String?
    var size: Int64?
    var eTag: String?
    var lastModified: Int64?
    var storageClass: String?
    var isRestoring = false
    var hasRestored = false
  }

  private let bucket: String
  private var entry = Entry()
  private var listed: [Entry] = []
  private var listedPrefixes: [String] = []
  private var isEncoded = false
  private var isTruncated = false
  private var token: String?

  /// The page's objects, in the order in which they came.
  private(set) var objects: [S3Object] = []
  /// What stands for many keys each, where a delimiter was asked with; it ends with the delimiter.
  private(set) var prefixes: [String] = []
  /// What to ask for the next page with; nil on the last one.
  private(set) var continuationToken: String?

  /// Reads a page.
  ///
  /// - Throws: `XMLProblem` when it is not a page of a listing.
  init(_ bytes: [UInt8], bucket: String) throws(XMLProblem) {
    self.bucket = bucket
    try read(bytes)
    // The element that says how keys are encoded may come after the keys.
    for entry in listed { objects.append(try object(entry)) }
    for prefix in listedPrefixes { prefixes.append(try decoded(prefix, "Prefix")) }
    (listed, listedPrefixes) = ([], [])
    if isTruncated {
      guard let token, !token.isEmpty else { throw XMLProblem("it is truncated and has no NextContinuationToken") }
      continuationToken = token
    }
  }

  mutating func begin(_ path: [String]) throws(XMLProblem) {
    if path.count == 1, path[0] != "ListBucketResult" {
      throw XMLProblem("it is a \(Words.printable(path[0], limit: 64)) and no ListBucketResult")
    }
    if path.count == 2, path[1] == "Contents" { entry = Entry() }
  }

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    switch (path.count, path.last) {
    case (2, "IsTruncated"): isTruncated = text == "true"
    case (2, "NextContinuationToken"): token = text
    case (2, "EncodingType"): isEncoded = text == "url"
    case (2, "Contents"): listed.append(entry)
    case (3, _) where path[1] == "Contents": try field(path[2], text)
    case (3, "Prefix") where path[1] == "CommonPrefixes": listedPrefixes.append(text)
    case (4, "IsRestoreInProgress") where path[2] == "RestoreStatus": entry.isRestoring = text == "true"
    // S3 takes the copy away behind this date, and the element with it.
    case (4, "RestoreExpiryDate") where path[2] == "RestoreStatus": entry.hasRestored = !text.isEmpty
    default: break
    }
  }

  private mutating func field(_ name: String, _ text: String) throws(XMLProblem) {
    switch name {
    case "Key": entry.key = text
    case "ETag": entry.eTag = text.unlessEmpty
    case "StorageClass": entry.storageClass = text
    case "Size":
      guard let size = Int64(text), size >= 0 else { throw XMLProblem("a Size is no number") }
      entry.size = size
    case "LastModified":
      guard let time = UTCTime(iso8601: text) else { throw XMLProblem("a LastModified is no time") }
      entry.lastModified = time.secondsSince1970
    default: break
    }
  }

  private func object(_ entry: Entry) throws(XMLProblem) -> S3Object {
    guard let listed = entry.key, !listed.isEmpty, let size = entry.size, let lastModified = entry.lastModified else {
      throw XMLProblem("an entry lacks its Key, Size or LastModified")
    }
    return S3Object(
      bucket: bucket, key: try decoded(listed, "Key"), size: size, eTag: entry.eTag, lastModified: lastModified,
      storageClass: entry.storageClass, isRestored: entry.hasRestored && !entry.isRestoring)
  }

  private func decoded(_ text: String, _ element: String) throws(XMLProblem) -> String {
    guard let decoded = isEncoded ? PercentEncoding.decodeForm(text) : text else {
      throw XMLProblem("a \(element) is not UTF-8")
    }
    return decoded
  }
}
