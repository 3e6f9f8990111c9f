import AWS
import State

/// The objects under a prefix of a bucket, in the order in which S3 lists them.
///
/// The ledger is asked page by page, and an object of which nothing is open costs no request: a run over a prefix that
/// was shipped before lists, and ends.
final class S3Source: Source {
  let name: String
  private(set) var skipped: [String: Int] = [:]
  private(set) var objectCount = 0
  private let client: S3Client
  private let location: S3Location
  private let filter: NameFilter
  private let bookkeeping: Bookkeeping?
  private let isReshipping: Bool
  /// Objects last changed before this are passed over, in seconds since 1970; nil for none.
  private let changedSince: Int64?
  private var listing: ObjectListing
  private var page: ArraySlice<(object: S3Object, tracked: TrackedObject?)> = []

  /// Names a prefix, which is compared literally with the beginnings of keys.
  init(
    _ location: S3Location, client: S3Client, filter: NameFilter, bookkeeping: Bookkeeping?, isReshipping: Bool,
    changedSince: Int64?
  ) {
    self.location = location
    self.client = client
    self.filter = filter
    self.bookkeeping = bookkeeping
    self.isReshipping = isReshipping
    self.changedSince = changedSince
    name = location.description
    listing = client.listObjects(location)
  }

  func next() throws(SourceError) -> SourceObject? {
    while page.isEmpty {
      guard try readPage() else { return nil }
    }
    let (object, tracked) = page.removeFirst()
    objectCount += 1
    let client = client
    let isTracked = tracked != nil
    return SourceObject(name: object.uri) { () throws(SourceError) in
      do throws(AWSError) {
        return .open(OpenObject(stream: S3Stream(try client.getObject(object)), tracked: tracked))
      } catch {
        throw SourceError(error)
      }
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

  /// - Returns: False at the end of the listing.
  private func readPage() throws(SourceError) -> Bool {
    let listed: [S3Object]
    do throws(AWSError) {
      guard let next = try listing.nextPage() else { return false }
      listed = next
    } catch {
      throw SourceError(error)
    }
    var wanted: [S3Object] = []
    for object in listed {
      if let reason = reasonToSkip(object) { skip(reason) } else { wanted.append(object) }
    }
    guard let bookkeeping, !wanted.isEmpty else {
      page = wanted.map { ($0, nil) }[...]
      return true
    }
    let identities = wanted.map { object in
      ObjectIdentity.s3(
        bucket: object.bucket, key: object.key, eTag: object.eTag, size: object.size, modified: object.lastModified)
    }
    do throws(StateError) {
      let standings = try bookkeeping.ledger.standings(of: identities, for: bookkeeping.destination)
      for (index, standing) in standings.enumerated() {
        var resolved = RecordSpans()
        switch standing {
        case .finished where !isReshipping:
          skip("alreadyShipped")
          continue
        case .open(let progress) where !isReshipping: resolved = progress.resolved
        default: break
        }
        page.append((wanted[index], TrackedObject(identity: identities[index], resolved: resolved)))
      }
    } catch {
      throw SourceError(error)
    }
    return true
  }

  private func skip(_ reason: String) {
    skipped[reason, default: 0] += 1
  }

  private func reasonToSkip(_ object: S3Object) -> String? {
    // Neither costs a request: the listing says that there is nothing in them.
    if object.isFolderMarker { return "folderMarkers" }
    guard filter.admits(relativeName(of: object.key), allowsNoExtension: true) else { return "otherNames" }
    if object.size == 0 { return "emptyObjects" }
    if let changedSince, object.lastModified < changedSince { return "changedBeforeSince" }
    return nil
  }

  /// What stands behind the prefix's last slash, as a name in a folder.
  private func relativeName(of key: String) -> String {
    guard let slash = location.prefix.utf8.lastIndex(of: UInt8(ascii: "/")) else { return key }
    let length = location.prefix.utf8.distance(from: location.prefix.utf8.startIndex, to: slash) + 1
    return String(decoding: key.utf8.dropFirst(length), as: UTF8.self)
  }
}

/// The bytes of one object as stored, over broken connections.
private final class S3Stream: ByteStream {
  private let reader: ObjectReader

  init(_ reader: ObjectReader) {
    self.reader = reader
  }

  deinit {
    reader.close()
  }

  func read(into room: UnsafeMutableRawBufferPointer, deadline: MonotonicTime?) throws(SourceError) -> StreamPiece {
    do throws(AWSError) {
      let count = try reader.read(into: room)
      return count == 0 ? .end : .bytes(count)
    } catch {
      throw SourceError(error)
    }
  }
}

extension SourceError {
  init(_ error: AWSError) {
    let kind: Kind =
      switch error {
      case .noCredentials, .refused: .credentials
      case .configuration: .configuration
      // It was not sent: the endpoint is no URL, or plain HTTP that is not allowed.
      case .transport(let transport, _) where transport.phase == .request: .configuration
      case .vanished: .vanished
      case .changed: .changed
      case .notFound, .transport, .service, .malformedAnswer: .unreadable
      }
    var words = error.description
    if case .transport(let transport, _) = error, transport.phase == .request {
      words += ", or allow it with aws.allowPlainHTTP"
    }
    self.init(kind: kind, words: words)
  }
}

extension AWSError {
  /// What an operator is to be told, and the exit code that follows.
  public var problem: Problem { SourceError(self).problem }
}
