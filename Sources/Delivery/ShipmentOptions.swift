import Records
import State
import Threads
import Transport

/// What one run ships, and how.
public struct ShipmentOptions: Sendable {
  public enum Target: Sendable {
    /// Every record to each of them.
    case destinations([Route])
    /// NDJSON to a descriptor.
    case descriptor(Int32)
    /// All but the sending.
    case nowhere

    /// What was done with a record that went there.
    var done: String {
      switch self {
      case .destinations: "shipped"
      case .descriptor: "wrote"
      case .nowhere: "mapped"
      }
    }
  }

  /// Bytes of a body that are no record, where it holds one: the brackets of an array.
  public static let bodyOverhead = Batcher.overhead

  public var target: Target
  public var sources: [SourceLocation]
  public var filter: NameFilter
  /// nil tells it by content.
  public var format: RecordFormat?
  public var mapping: MappingOptions
  /// The largest body in bytes.
  public var batchBytes: Int
  public var inFlight: Int
  /// How long the first record of a batch from a stream waits for others.
  public var batchAge: Duration
  public var budget: Duration
  public var retry: RetryPolicy
  /// Where state is kept; nil where none is to be written.
  public var state: StateFolder?
  /// The run's name, for its files in the state folder.
  public var run: String
  public var rejectsBytes: Int
  /// A reject file whose records are shipped, in place of the spool; its path, or `-`.
  public var rejectFile: String?
  /// True where what the ledger knows is shipped again.
  public var isReshipping = false
  /// What of a date template is listed before the start of the last run that listed it completely, in seconds.
  public var lookBack: Int64 = 2 * 86_400
  /// How many objects of S3 are fetched at one time.
  public var concurrency = 16
  /// True where objects that lie in an archive are a problem, and not only counted.
  public var failsOnArchived = false
  /// How long what is under way may take once the run is asked to end.
  public var grace: Duration = .seconds(30)
  /// Seconds since 1970.
  public var now: @Sendable () -> Int64

  /// Options of a run; the mapping's record limit is to be `batchBytes` less the brackets around a record.
  public init(
    target: Target, sources: [SourceLocation], filter: NameFilter, format: RecordFormat?,
    mapping: MappingOptions,
    batchBytes: Int, inFlight: Int, batchAge: Duration, budget: Duration, retry: RetryPolicy, state: StateFolder?,
    run: String, rejectsBytes: Int, now: @escaping @Sendable () -> Int64
  ) {
    self.now = now
    self.target = target
    self.sources = sources
    self.filter = filter
    self.format = format
    self.mapping = mapping
    self.batchBytes = batchBytes
    self.inFlight = inFlight
    self.batchAge = batchAge
    self.budget = budget
    self.retry = retry
    self.state = state
    self.run = run
    self.rejectsBytes = rejectsBytes
  }
}
