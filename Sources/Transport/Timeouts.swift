/// Limits of time for one request.
///
/// There is no limit on sending, nor on the body of an answer that is read piece by piece: they may take as long as bytes
/// keep moving.
public struct Timeouts: Sendable, Equatable {
  /// The longest that name, connection, proxy and TLS may take together.
  public var connect: Duration
  /// The longest time in which nothing at all may move, in either direction.
  public var stall: Duration

  /// The longest that an answer taken whole, or the head of one read piece by piece, may last, from the end of the request
  /// to its own.
  ///
  /// Without it a server that sends a byte now and then would hold its caller for ever.
  public var answer: Duration { givenAnswer ?? stall * 5 }

  private let givenAnswer: Duration?

  /// The defaults of the settings `timeouts.connect` and `timeouts.stall`; an answer may last five times `stall`, if it is
  /// not given.
  public init(connect: Duration = .seconds(10), stall: Duration = .seconds(60), answer: Duration? = nil) {
    self.connect = connect
    self.stall = stall
    givenAnswer = answer
  }
}
