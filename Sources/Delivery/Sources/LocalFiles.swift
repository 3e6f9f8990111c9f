#if canImport(Glibc)
  import Glibc
#endif
import Records
import State

/// Opens local files, and knows from the ledger how far each was read.
struct LocalFiles {
  /// A file that was changed so recently may be in the middle of being written.
  private static let settling: UInt64 = 60

  let stop: RunStop
  let books: [Bookkeeping]
  /// True where what the ledger knows is read again.
  let isReshipping: Bool
  /// True where the format is told by content, so that a file may be continued at a record.
  let mayContinue: Bool
  /// Files last changed before this are passed over, in seconds since 1970; nil for none.
  let changedSince: Int64?
  let now: @Sendable () -> Int64

  /// The object that a path stands for.
  ///
  /// - Parameters:
  ///   - path: With its terminating zero, as the system has it: no need for it to be UTF-8.
  ///   - name: The path as shown.
  /// - Returns: An object that opens the path when it is read.
  func object(path: [CChar], name: String) -> SourceObject {
    SourceObject(name: name) { () throws(SourceError) in
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        let kind: SourceError.Kind = errno == ENOENT ? .vanished : .unreadable
        throw SourceError(kind: kind, words: "cannot open \(name): \(String(cString: strerror(errno)))")
      }
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
      guard RegularFile.isOne(descriptor) else {
        return .open(
          OpenObject(stream: DescriptorStream(descriptor: descriptor, name: name, closes: true, stop: stop)))
      }
      return try openFile(descriptor, name)
    }
  }

  private func openFile(_ descriptor: Int32, _ name: String) throws(SourceError) -> Opening {
    // The stream closes the descriptor with its last reference, so it is made last.
    guard let file = LocalFile.look(at: descriptor, path: name, grows: Continuation.canGrow) else {
      return .open(OpenObject(stream: DescriptorStream(descriptor: descriptor, name: name, closes: true, stop: nil)))
    }
    let modified = file.modified / 1_000_000_000
    if let changedSince, modified < changedSince {
      close(descriptor)
      return .passedOver("changedBeforeSince")
    }
    var known: [RecognisedFile] = []
    do throws(StateError) {
      for book in books { known.append(try book.ledger.recognise(file, for: book.destination)) }
    } catch {
      close(descriptor)
      throw SourceError(error)
    }
    if !known.isEmpty, known.allSatisfy(\.progress.isFinished), !isReshipping {
      close(descriptor)
      return .passedOver("alreadyShipped")
    }
    var continuation: Continuation?
    if file.grows, mayContinue, !isReshipping, let point = Self.resumePoint(known) {
      continuation = Continuation(
        at: SourcePosition(record: point.record, line: point.line, byteOffset: point.byteOffset),
        beginning: file.beginning)
      if let found = continuation, !found.isReadable(behind: Self.bytes(before: point.byteOffset, of: descriptor)) {
        // It is read from its beginning, and what the ledger knows is passed over.
        continuation = nil
      }
      if continuation != nil { lseek(descriptor, off_t(point.byteOffset), SEEK_SET) }
    }
    let tracked = known.map {
      TrackedObject(identity: $0.identity, resolved: isReshipping ? RecordSpans() : $0.progress.resolved)
    }
    return .open(
      OpenObject(
        stream: DescriptorStream(descriptor: descriptor, name: name, closes: true, stop: nil), tracked: tracked,
        modified: modified, continuation: continuation,
        mayGrowNow: { [grows = file.grows] in grows && isSettling(descriptor) }))
  }

  /// The first beginning behind which no destination lacks what is before it.
  private static func resumePoint(_ known: [RecognisedFile]) -> ResumePoint? {
    let points = known.compactMap(\.progress.resume)
    return points.count == known.count ? points.min { $0.record < $1.record } : nil
  }

  /// Up to `Continuation.lookBack` bytes that stand before an offset of a file.
  private static func bytes(before offset: Int, of descriptor: Int32) -> [UInt8] {
    let count = min(offset, Continuation.lookBack)
    return [UInt8](unsafeUninitializedCapacity: count) { room, filled in
      filled = max(pread(descriptor, room.baseAddress, count, off_t(offset - count)), 0)
    }
  }

  /// Asked at the end of a file, which may have been written to since it was opened; the stream keeps it open until then.
  private func isSettling(_ descriptor: Int32) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    // A time far in the future is one that somebody has set.
    return (now() - Int64(status.st_mtim.tv_sec)).magnitude < LocalFiles.settling
  }
}
