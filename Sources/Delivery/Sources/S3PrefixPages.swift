import AWS
import State

/// The objects under a prefix of a bucket, in the order in which S3 lists them.
///
/// The ledger is asked page by page, and an object of which nothing is open costs no request: a run over a prefix that
/// was shipped before lists, and ends.
final class S3PrefixPages: ObjectPages {
  /// What of a listing is read.
  struct Selection: Sendable {
    let filter: NameFilter
    let bookkeeping: Bookkeeping?
    let isReshipping: Bool
    /// Objects last changed before this are passed over, in seconds since 1970; nil for none.
    let changedSince: Int64?
  }

  private(set) var skipped: [String: Int] = [:]
  private let location: S3Location
  private let selection: Selection
  private var listing: ObjectListing

  /// Names a prefix, which is compared literally with the beginnings of keys.
  init(_ location: S3Location, client: S3Client, selection: Selection) {
    self.location = location
    self.selection = selection
    listing = client.listObjects(location)
  }

  func next() throws(SourceError) -> [ListedObject]? {
    let listed: [S3Object]
    do throws(AWSError) {
      guard let next = try listing.nextPage() else { return nil }
      listed = next
    } catch {
      throw SourceError(error)
    }
    var wanted: [S3Object] = []
    for object in listed {
      if let reason = reasonToSkip(object) { skip(reason) } else { wanted.append(object) }
    }
    guard let bookkeeping = selection.bookkeeping, !wanted.isEmpty else {
      return wanted.map { ListedObject(object: $0, tracked: nil) }
    }
    return try open(wanted, bookkeeping)
  }

  /// The objects of which the ledger knows something open, or nothing at all.
  private func open(_ wanted: [S3Object], _ bookkeeping: Bookkeeping) throws(SourceError) -> [ListedObject] {
    let identities = wanted.map { object in
      ObjectIdentity.s3(
        bucket: object.bucket, key: object.key, eTag: object.eTag, size: object.size, modified: object.lastModified)
    }
    let standings: [ObjectStanding]
    do throws(StateError) {
      standings = try bookkeeping.ledger.standings(of: identities, for: bookkeeping.destination)
    } catch {
      throw SourceError(error)
    }
    var page: [ListedObject] = []
    for (index, standing) in standings.enumerated() {
      var resolved = RecordSpans()
      switch standing {
      case .finished where !selection.isReshipping:
        skip("alreadyShipped")
        continue
      case .open(let progress) where !selection.isReshipping: resolved = progress.resolved
      default: break
      }
      page.append(
        ListedObject(
          object: wanted[index], tracked: TrackedObject(identity: identities[index], resolved: resolved)))
    }
    return page
  }

  private func skip(_ reason: String) {
    skipped[reason, default: 0] += 1
  }

  private func reasonToSkip(_ object: S3Object) -> String? {
    // Neither costs a request: the listing says that there is nothing in them.
    if object.isFolderMarker { return "folderMarkers" }
    guard selection.filter.admits(relativeName(of: object.key), allowsNoExtension: true) else { return "otherNames" }
    if object.size == 0 { return "emptyObjects" }
    if let since = selection.changedSince, object.lastModified < since { return "changedBeforeSince" }
    return nil
  }

  /// What stands behind the prefix's last slash, as a name in a folder.
  private func relativeName(of key: String) -> String {
    guard let slash = location.prefix.utf8.lastIndex(of: UInt8(ascii: "/")) else { return key }
    let length = location.prefix.utf8.distance(from: location.prefix.utf8.startIndex, to: slash) + 1
    return String(decoding: key.utf8.dropFirst(length), as: UTF8.self)
  }
}
