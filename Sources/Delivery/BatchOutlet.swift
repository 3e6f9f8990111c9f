/// Where the batches of a run go: to a destination, to standard output, or nowhere.
protocol BatchOutlet: AnyObject {
  /// Takes a batch over; waits while as much is under way as may be.
  ///
  /// - Returns: False once nothing more will be taken, this batch included.
  func take(_ batch: Batch) -> Bool

  /// Waits until everything taken is dealt with.
  func finish()
}

/// Maps and packs, and sends nothing.
final class DryRun: BatchOutlet {
  private let pool: BodyPool
  private let report: RunReport

  init(pool: BodyPool, report: RunReport) {
    self.pool = pool
    self.report = report
  }

  func take(_ batch: Batch) -> Bool {
    report.ship(batch)
    pool.giveBack(batch.body)
    return true
  }

  func finish() {}
}
