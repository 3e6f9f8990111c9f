import AWS

/// The objects under a prefix of a bucket, in the order in which S3 lists them.
final class S3Source: Source {
  let name: String
  private(set) var skipped: [String: Int] = [:]
  private(set) var objectCount = 0
  private let client: S3Client
  private let location: S3Location
  private let filter: NameFilter
  private var listing: ObjectListing

  /// Names a prefix, which is compared literally with the beginnings of keys.
  init(_ location: S3Location, client: S3Client, filter: NameFilter) {
    self.location = location
    self.client = client
    self.filter = filter
    name = location.description
    listing = client.listObjects(location)
  }

  func next() throws(SourceError) -> SourceObject? {
    do throws(AWSError) {
      while let object = try listing.next() {
        if let reason = reasonToSkip(object) {
          skipped[reason, default: 0] += 1
          continue
        }
        objectCount += 1
        let client = client
        return SourceObject(name: object.uri) { () throws(SourceError) in
          do throws(AWSError) {
            return S3Stream(try client.getObject(object))
          } catch {
            throw SourceError(error)
          }
        }
      }
      return nil
    } catch {
      throw SourceError(error)
    }
  }

  private func reasonToSkip(_ object: S3Object) -> String? {
    // Neither costs a request: the listing says that there is nothing in them.
    if object.isFolderMarker { return "folderMarkers" }
    guard filter.admits(relativeName(of: object.key), allowsNoExtension: true) else { return "otherNames" }
    return object.size == 0 ? "emptyObjects" : nil
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
      case .notFound, .changed, .transport, .service, .malformedAnswer: .unreadable
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
