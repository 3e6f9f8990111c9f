#if canImport(Glibc)
  import Glibc
#endif

/// Writes mapped records as NDJSON to a descriptor, for a pipe.
///
/// A reader that goes away ends the run, and is no error.
final class RecordOutput: BatchOutlet {
  private let descriptor: Int32
  private let pool: BodyPool
  private let report: RunReport
  private var isClosed = false

  init(descriptor: Int32, pool: BodyPool, report: RunReport) {
    self.descriptor = descriptor
    self.pool = pool
    self.report = report
  }

  func take(_ batch: Batch) -> Bool {
    guard !isClosed else { return false }
    defer { pool.giveBack(batch.body) }
    // The array becomes lines: what stood between two records, a comma, and the closing bracket, become line feeds.
    for entry in batch.entries { batch.body.writer.replace(at: entry.end, with: UInt8(ascii: "\n")) }
    let failed = batch.body.withBytes { write(UnsafeRawBufferPointer(rebasing: $0[1...])) }
    if failed != 0 {
      isClosed = true
      pool.close()
      if failed != EPIPE {
        report.note(Problem(.disk, "cannot write to standard output: \(String(cString: strerror(failed)))"))
      }
      return false
    }
    report.count { counts in
      counts.batches += 1
      counts.recordsShipped += batch.recordCount
      counts.bytesSent += batch.body.byteCount - 1
    }
    return true
  }

  func finish() {}

  /// - Returns: 0, or the system's error.
  private func write(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var done = 0
    while done < bytes.count {
      let result = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if result >= 0 {
        done += result
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}
