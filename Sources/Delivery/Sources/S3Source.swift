import AWS
import State

/// Objects of a bucket in the order in which they are listed, fetched ahead of being read.
final class S3Source: Source {
  let name: String
  let listing: String?
  private(set) var objectCount = 0
  private let client: S3Client
  private let ahead: FetchAhead

  /// Names what is listed; nothing is asked yet.
  ///
  /// - Parameters:
  ///   - name: How messages name it.
  ///   - listing: The name under which the ledger notes that all of it was listed and dealt with; nil for none.
  ///   - client: Of this source alone: it is stopped with it.
  ///   - concurrency: How many objects are fetched at one time.
  ///   - stop: The end of the run.
  ///   - pages: Makes the listing, on the thread that lists.
  init(
    _ name: String, listing: String? = nil, client: S3Client, concurrency: Int, stop: RunStop,
    pages: @escaping @Sendable () -> any ObjectPages
  ) {
    self.name = name
    self.listing = listing
    self.client = client
    ahead = FetchAhead(concurrency: concurrency, stop: stop, pages: pages) { listed throws(SourceError) in
      if listed.object.isArchived { throw SourceError(archived: listed) }
      do throws(AWSError) {
        return S3Stream(try client.getObject(listed.object))
      } catch {
        throw SourceError(error, listed)
      }
    } interrupt: {
      client.stop()
    }
  }

  var skipped: [String: Int] { ahead.skipped }

  func next() throws(SourceError) -> SourceObject? {
    guard let listed = try ahead.next() else { return nil }
    objectCount += 1
    let (ahead, client, tracked) = (ahead, client, listed.listed.tracked)
    let object = listed.listed.object
    var found = SourceObject(name: object.uri) { () throws(SourceError) in
      .open(OpenObject(stream: try ahead.open(listed), tracked: tracked, modified: object.lastModified))
    }
    // A version never changes: what is read of it is what was found, or wrong.
    guard object.version == nil else { return found }
    found.openRenewed = { () throws(SourceError) in
      do throws(AWSError) {
        let reader = try client.getObject(bucket: object.bucket, key: object.key, isKnown: true)
        // The ledger holds what was read, not what was listed.
        let identity = ObjectIdentity(object, eTag: reader.eTag, size: reader.size)
        return .open(
          OpenObject(
            stream: S3Stream(reader),
            tracked: tracked.map { _ in TrackedObject(identity: identity, resolved: RecordSpans()) },
            modified: reader.lastModified ?? object.lastModified))
      } catch {
        throw SourceError(error, listed.listed)
      }
    }
    return found
  }

  func close() {
    ahead.close()
  }
}

extension SourceError {
  /// What becomes of an object that has to be restored before it can be read.
  ///
  /// Under a prefix it is one of many, and left for a later run; one that the source names was wanted now.
  fileprivate init(archived listed: ListedObject) {
    let place = listed.object.storageClass ?? "unknown"
    self.init(
      kind: listed.isNamed ? .unreadable : .archived(place),
      words: "cannot read \(listed.object.description): the object lies in an archive class \(place). Restore it first")
  }

  /// What went wrong with an object of a listing.
  fileprivate init(_ error: AWSError, _ listed: ListedObject) {
    let told = SourceError(error)
    guard case .archived = told.kind, listed.isNamed else {
      self = told
      return
    }
    self.init(kind: .unreadable, words: told.words)
  }
}
