import AWS

/// The objects under a prefix of a bucket, in the order in which S3 lists them.
///
/// The ledger is asked page by page, and an object of which nothing is open costs no request: a run over a prefix that
/// was shipped before lists, and ends.
final class S3PrefixPages: ObjectPages {
  private var skippedHere: [String: Int] = [:]
  private let location: S3Location
  private let client: S3Client
  private let selection: S3Selection
  private var listing: ObjectListing
  private var hasListed = false
  /// In place of the listing, where that is refused.
  private var named: S3ObjectPages?

  /// Names a prefix, which is compared literally with the beginnings of keys.
  init(_ location: S3Location, client: S3Client, selection: S3Selection) {
    self.location = location
    self.client = client
    self.selection = selection
    listing = client.listObjects(location)
  }

  var skipped: [String: Int] { skippedHere.merging(named?.skipped ?? [:]) { $0 + $1 } }

  func next() throws(SourceError) -> [ListedObject]? {
    if let named { return try named.next() }
    let listed: [S3Object]
    do throws(AWSError) {
      guard let next = try listing.nextPage() else { return nil }
      listed = next
    } catch {
      return try nameInstead(of: error)
    }
    hasListed = true
    var wanted: [S3Object] = []
    for object in listed {
      if let reason = reasonToSkip(object) { skip(reason) } else { wanted.append(object) }
    }
    let (page, alreadyShipped) = try selection.open(wanted, named: location)
    if alreadyShipped > 0 { skip("alreadyShipped", alreadyShipped) }
    return page
  }

  /// Takes the prefix for the whole key of an object: who may not list may still read what he can name.
  private func nameInstead(of refusal: AWSError) throws(SourceError) -> [ListedObject]? {
    guard case .refused(let answer) = refusal, answer.code == "AccessDenied", !hasListed, !location.prefix.isEmpty,
      location.prefix.utf8.last != UInt8(ascii: "/")
    else { throw SourceError(refusal) }
    let pages = S3ObjectPages(location, client: client, selection: selection)
    do throws(SourceError) {
      let page = try pages.next()
      named = pages
      return page
    } catch {
      guard error.kind == .credentials || error.kind == .unreadable else { throw error }
      throw SourceError(kind: .credentials, words: "\(refusal). As one object's name: \(error.words)")
    }
  }

  private func skip(_ reason: String, _ count: Int = 1) {
    skippedHere[reason, default: 0] += count
  }

  private func reasonToSkip(_ object: S3Object) -> String? {
    if object.isFolderMarker { return "folderMarkers" }
    guard selection.filter.admits(relativeName(of: object.key), allowsNoExtension: true) else { return "otherNames" }
    return selection.reasonToSkip(object)
  }

  /// What stands behind the prefix's last slash, as a name in a folder.
  private func relativeName(of key: String) -> String {
    guard let slash = location.prefix.utf8.lastIndex(of: UInt8(ascii: "/")) else { return key }
    let length = location.prefix.utf8.distance(from: location.prefix.utf8.startIndex, to: slash) + 1
    return String(decoding: key.utf8.dropFirst(length), as: UTF8.self)
  }
}
