import AWS

/// The bytes of one object as stored, over broken connections.
final class S3Stream: ByteStream {
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
      case .transport(let transport, _) where transport.phase == .stopped: .ended
      // It was not sent: the endpoint is no URL, or plain HTTP that is not allowed.
      case .transport(let transport, _) where transport.phase == .request: .configuration
      case .vanished: .vanished
      case .service(let answer) where answer.isArchived: .archived(answer.storageClass ?? "unknown")
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
