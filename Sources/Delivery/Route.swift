import AzureMonitor

/// One destination of a run, with what is its own.
public struct Route: Sendable {
  /// What ledger and spool call it.
  public let key: String
  public var destination: any Destination
  /// Where each kind of record goes.
  public var tables: RecordTables
  /// What is remembered of what went there; nil where the run leaves it alone.
  public var bookkeeping: Bookkeeping?

  /// A way to a destination.
  public init(
    _ key: String, to destination: any Destination, tables: RecordTables, bookkeeping: Bookkeeping? = nil
  ) {
    self.key = key
    self.destination = destination
    self.tables = tables
    self.bookkeeping = bookkeeping
  }
}
