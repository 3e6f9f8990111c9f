import AWS
import State

/// What of the objects that are found is read.
struct S3Selection: Sendable {
  let filter: NameFilter
  let bookkeeping: Bookkeeping?
  let isReshipping: Bool
  /// Objects last changed before this are passed over, in seconds since 1970; nil for none.
  let changedSince: Int64?

  /// Why an object is passed over whatever its name; it costs no request, since what is known says enough.
  func reasonToSkip(_ object: S3Object) -> String? {
    if object.size == 0 { return "emptyObjects" }
    if let changedSince, object.lastModified < changedSince { return "changedBeforeSince" }
    return nil
  }

  /// The objects of which the ledger knows something open, or nothing at all.
  ///
  /// - Parameters:
  ///   - wanted: Of one bucket, in the order in which they are read.
  ///   - name: What the source names, where it may be one object of these by its whole key.
  /// - Returns: And how many of them are shipped already.
  /// - Throws: Where the ledger cannot be read.
  func open(
    _ wanted: [S3Object], named name: S3Location
  ) throws(SourceError) -> (page: [ListedObject], alreadyShipped: Int) {
    func isNamed(_ object: S3Object) -> Bool { object.key.utf8.elementsEqual(name.prefix.utf8) }
    guard let bookkeeping, !wanted.isEmpty else {
      return (wanted.map { ListedObject(object: $0, tracked: nil, isNamed: isNamed($0)) }, 0)
    }
    let identities = wanted.map { ObjectIdentity($0, eTag: $0.eTag, size: $0.size) }
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
      case .finished where !isReshipping: continue
      case .open(let progress) where !isReshipping: resolved = progress.resolved
      default: break
      }
      page.append(
        ListedObject(
          object: wanted[index], tracked: TrackedObject(identity: identities[index], resolved: resolved),
          isNamed: isNamed(wanted[index])))
    }
    return (page, wanted.count - page.count)
  }
}

extension ObjectIdentity {
  /// What the ledger calls an object of S3 whose content has this ETag and size.
  init(_ object: S3Object, eTag: String?, size: Int64) {
    self = .s3(
      bucket: object.bucket, key: object.key, eTag: eTag, size: size, modified: object.lastModified,
      version: object.version, isVersion: object.version != nil)
  }
}
