/// What can be made to go wrong with a request.
enum Fault: Sendable, Equatable {
  /// When a connection breaks: while the body is on its way, or after it.
  enum Moment: Sendable, Equatable {
    case midBody, beforeAnswer
  }

  /// The value of `Retry-After`.
  enum RetryAfter: Sendable, Equatable {
    /// Sent as it is: seconds or a date.
    case text(String)
    /// Sent as a date this many seconds ahead of the service's clock.
    case dateAhead(Int)
  }

  /// This status instead of an answer of its own; without a code, with the one that the API gives to the status.
  case status(Int, code: String?, retryAfter: RetryAfter?)
  /// 400 for a body that contains these bytes once it is unpacked; other bodies pass.
  case marked([UInt8], code: String?)
  /// The connection is reset.
  case reset(Moment)
  /// The connection is closed in good order, without an answer.
  case close
  /// No answer ever comes; in mid-body the rest is not even read.
  case stall(Moment)
  /// The records are stored, and the connection is closed without an answer.
  case lost200
  /// The service's clock, in checks and in `Date`, is off by this many seconds.
  case clock(Int)
  /// The connection is reset in the body of a request that is over this many bytes.
  case bodyLimit(Int)
}

/// The faults that apply to one request.
struct ActiveFaults: Sendable, Equatable {
  /// A fault with the words of its specification.
  struct Named: Sendable, Equatable {
    let fault: Fault
    let text: String
  }

  /// The first that decides the answer or the connection's end.
  var decisive: Named?
  /// All that look for a marker in the body.
  var marked: [Named] = []
  /// The smallest limit on the body, past which the connection is reset.
  var bodyLimit: (bytes: Int, text: String)?
  /// How far the service's clock is off, in seconds.
  var clockOffset = 0
  var clockText: String?

  static func == (left: ActiveFaults, right: ActiveFaults) -> Bool {
    left.decisive == right.decisive && left.marked == right.marked && left.bodyLimit?.bytes == right.bodyLimit?.bytes
      && left.clockOffset == right.clockOffset
  }

  mutating func add(_ named: Named) {
    switch named.fault {
    case .clock(let seconds):
      clockOffset += seconds
      clockText = named.text
    case .bodyLimit(let bytes):
      if bytes < bodyLimit?.bytes ?? .max { bodyLimit = (bytes, named.text) }
    case .marked: marked.append(named)
    default: decisive = decisive ?? named
    }
  }
}
