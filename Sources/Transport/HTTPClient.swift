/// Limits of time for one request.
public struct Timeouts: Sendable, Equatable {
  public var connect: Duration
  /// The longest time in which nothing at all may move, in either direction.
  public var stall: Duration

  /// The defaults of the settings `timeouts.connect` and `timeouts.stall`.
  public init(connect: Duration = .seconds(10), stall: Duration = .seconds(60)) {
    self.connect = connect
    self.stall = stall
  }
}
