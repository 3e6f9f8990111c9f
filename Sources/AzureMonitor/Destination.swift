import Transport

/// Where batches go: the tables of a workspace, or the streams of a rule.
///
/// Calls come from several threads at once. An implementation makes one attempt and says what the answer means; how
/// often, how fast and with how much patience is the caller's.
public protocol Destination: Sendable {
  /// How messages name it, such as `workspace 5ce893d9-…`.
  var name: String { get }

  /// What requests are let in by, for messages: `key` or `token`.
  var credentials: String { get }

  /// False while nobody has given what requests are let in by, so that a request waits for more than the service.
  var isLetIn: Bool { get }

  /// The most bytes of a body that is begun now; nil where the run's own limit is all there is.
  var bodyBytes: Int? { get }

  /// How far the times of one body may be apart; nil where nobody cares until the service does.
  var maxTimeSpan: Duration? { get }

  /// Takes a turn to send where the service's limits leave one.
  ///
  /// - Parameter bytes: Length of the body.
  /// - Returns: nil where it may be sent now; else how long to wait before asking again.
  func turn(for bytes: Int) -> Duration?

  /// Sends one batch once.
  ///
  /// - Parameters:
  ///   - body: A JSON array of flat records within the destination's limits.
  ///   - table: The log type or the stream.
  ///   - silentCloses: How often a connection was closed without an answer to this same body before.
  /// - Returns: What becomes of the batch.
  func send(_ body: any BodyBytes, to table: String, silentCloses: Int) -> Answer

  /// Reads the key or token again from where it is kept, since it may have been changed under a long run.
  ///
  /// One read serves all who ask at the same time.
  ///
  /// - Parameter began: When the attempt was begun that was refused.
  /// - Returns: Whether there is another one now; where it cannot be read, the one that was good before stays.
  func readCredentialsAgain(refusedSince began: ContinuousClock.Instant) -> Renewal
}

extension Destination {
  public var credentials: String { "key" }
  public var isLetIn: Bool { true }
  public var bodyBytes: Int? { nil }
  public var maxTimeSpan: Duration? { nil }
  public func turn(for bytes: Int) -> Duration? { nil }
}
