import Delivery
import Foundation
import Synchronization

/// Draws the progress line of a run while it lasts.
final class ProgressThread: Sendable {
  private let line: ProgressLine
  private let isStopped = Atomic(false)

  /// Starts to draw; on a console that is no terminal there is nothing to do.
  init?(_ report: RunReport, on console: Console) {
    guard console.isTerminal else { return nil }
    let line = ProgressLine(on: console)
    self.line = line
    Thread.detachNewThread { [self] in
      while !isStopped.load(ordering: .acquiring) {
        let counts = report.counts
        line.update(
          RunProgress(
            records: counts.recordsRead, bytes: counts.bytesRead, totalBytes: counts.bytesExpected,
            elapsed: .seconds(report.seconds)))
        usleep(200_000)
      }
    }
  }

  /// Takes the line away, and draws no other.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    line.finish()
  }
}
