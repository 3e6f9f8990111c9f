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
    ahead = FetchAhead(concurrency: concurrency, stop: stop, pages: pages) { object throws(SourceError) in
      do throws(AWSError) {
        return S3Stream(try client.getObject(object))
      } catch {
        throw SourceError(error)
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
    let (object, isTracked) = (listed.listed.object, tracked != nil)
    return SourceObject(name: object.uri) { () throws(SourceError) in
      .open(OpenObject(stream: try ahead.open(listed), tracked: tracked))
    } openRenewed: { () throws(SourceError) in
      do throws(AWSError) {
        let reader = try client.getObject(bucket: object.bucket, key: object.key)
        // The ledger holds what was read, not what was listed.
        let identity = ObjectIdentity.s3(
          bucket: object.bucket, key: object.key, eTag: reader.eTag, size: reader.size ?? 0,
          modified: object.lastModified)
        return .open(
          OpenObject(
            stream: S3Stream(reader),
            tracked: isTracked ? TrackedObject(identity: identity, resolved: RecordSpans()) : nil))
      } catch {
        throw SourceError(error)
      }
    }
  }

  func close() {
    ahead.close()
  }
}
