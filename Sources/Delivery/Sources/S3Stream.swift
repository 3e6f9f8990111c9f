import AWS
import Threads

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
      switch error.meaning {
      case .configuration: .configuration
      case .refused: .credentials
      case .unavailable: .unavailable
      case .unreadable: .unreadable
      case .vanished: .vanished
      case .changed: .changed
      case .archived(let place): .archived(place)
      case .stopped: .ended
      }
    var words = error.description
    if case .transport(let transport, _) = error, transport.phase == .request, transport.reason.hasPrefix("http://") {
      words += ", or allow it with aws.allowPlainHTTP"
    }
    self.init(kind: kind, words: words)
  }
}

extension AWSError {
  /// What an operator is to be told, and the exit code that follows.
  public var problem: Problem { SourceError(self).problem }
}
