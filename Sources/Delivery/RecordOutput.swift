import Files

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
  private var hasReaderLeft = false

  init(descriptor: Int32, pool: BodyPool, report: RunReport) {
    self.descriptor = descriptor
    self.pool = pool
    self.report = report
  }

  func take(_ batch: Batch) -> Bool {
    defer { pool.giveBack(batch.body) }
    guard !isClosed else {
      leave(batch.recordCount)
      return false
    }
    // The array becomes lines: what stood between two records, a comma, and the closing bracket, become line feeds.
    for entry in batch.entries { batch.body.writer.replace(at: entry.range.upperBound, with: UInt8(ascii: "\n")) }
    let (written, failure) = batch.body.withBytes {
      WholeWrite.write(UnsafeRawBufferPointer(rebasing: $0[1...]), to: descriptor)
    }
    let whole = failure == 0 ? batch.recordCount : batch.entries.count { $0.range.upperBound < 1 + written }
    report.count { counts in
      if failure == 0 { counts.batches += 1 }
      counts.recordsShipped += whole
      counts.bytesSent += written
    }
    guard failure != 0 else { return true }
    isClosed = true
    pool.close()
    if failure == EPIPE {
      hasReaderLeft = true
    } else {
      report.note(Problem(.disk, "cannot write to standard output: \(String(cString: strerror(failure)))"))
    }
    leave(batch.recordCount - whole)
    return false
  }

  /// Counts records that were mapped and found nobody to read them.
  private func leave(_ count: Int) {
    if hasReaderLeft { report.skip("readerLeft", count) } else { report.count { $0.recordsUnsent += count } }
  }

  func finish() {}
}
