import AWS
import State

/// What of the objects that are found is read.
struct S3Selection: Sendable {
  let filter: NameFilter
  let books: [Bookkeeping]
  let isReshipping: Bool
  /// Objects last changed before this are passed over, in seconds since 1970; nil for none.
  let changedSince: Int64?

  /// Why an object is passed over whatever its name; it costs no request, since what is known says enough.
  func reasonToSkip(_ object: S3Object) -> String? {
    if object.size == 0 { return "emptyObjects" }
    if let changedSince, let changed = object.lastModified, changed < changedSince { return "changedBeforeSince" }
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
    guard !books.isEmpty, !wanted.isEmpty else {
      return (wanted.map { ListedObject(object: $0, tracked: [], isNamed: isNamed($0)) }, 0)
    }
    let identities = wanted.map { ObjectIdentity($0, eTag: $0.eTag, size: $0.size) }
    var standings: [[ObjectStanding]] = []
    do throws(StateError) {
      for book in books { standings.append(try book.ledger.standings(of: identities, for: book.destination)) }
    } catch {
      throw SourceError(error)
    }
    var page: [ListedObject] = []
    for index in wanted.indices {
      let known = standings.map { $0[index] }
      if !isReshipping, known.allSatisfy({ $0 == .finished }) { continue }
      page.append(
        ListedObject(
          object: wanted[index], tracked: known.map { tracked(identities[index], $0) }, isNamed: isNamed(wanted[index]))
      )
    }
    return (page, wanted.count - page.count)
  }

  private func tracked(_ identity: ObjectIdentity, _ standing: ObjectStanding) -> TrackedObject {
    switch standing {
    case .open(let progress) where !isReshipping: TrackedObject(identity: identity, resolved: progress.resolved)
    case .finished where !isReshipping: TrackedObject(identity: identity, resolved: .all)
    default: TrackedObject(identity: identity, resolved: RecordSpans())
    }
  }
}

extension ObjectIdentity {
  /// What the ledger calls an object of S3 whose content has this ETag and size.
  init(_ object: S3Object, eTag: String?, size: Int64) {
    self = .s3(
      bucket: object.bucket, key: object.key, eTag: eTag, size: size, modified: object.lastModified ?? 0,
      version: object.version, isVersion: object.version != nil)
  }
}
