/// Limits of time for one request.
///
/// There is no limit on the whole: a large object may take as long as its bytes keep moving.
public struct Timeouts: Sendable, Equatable {
  /// The longest that name, connection, proxy and TLS may take together.
  public var connect: Duration
  /// The longest time in which nothing at all may move, in either direction.
  public var stall: Duration

  /// The defaults of the settings `timeouts.connect` and `timeouts.stall`.
  public init(connect: Duration = .seconds(10), stall: Duration = .seconds(60)) {
    self.connect = connect
    self.stall = stall
  }
}
