import Transport

/// What becomes of a batch after one attempt to send it.
public enum Answer: Sendable, Equatable {
  /// The service has it: any 2xx.
  case accepted
  /// The same batch may well be taken later.
  case again(Again)
  /// The service will not take the batch whole; it may take its halves.
  case halve(Halve)
  /// Nothing like it will be taken until somebody changes something.
  case refused(Refusal)

  public struct Again: Sendable, Equatable {
    /// What the service or the transport said, for people.
    public let reason: String
    /// How long the service asks to be left alone.
    public let after: Duration?
    /// True for a 429: every sender slows down, not only this one.
    public let isThrottled: Bool
    /// True where the connection was closed without an answer, which can mean too large a body.
    public let isSilentClose: Bool
    /// True where somebody refused us who may think better of it: what stays refused is no passing trouble.
    public let isRefusal: Bool

    init(
      reason: String, after: Duration? = nil, isThrottled: Bool = false, isSilentClose: Bool = false,
      isRefusal: Bool = false
    ) {
      self.reason = reason
      self.after = after
      self.isThrottled = isThrottled
      self.isSilentClose = isSilentClose
      self.isRefusal = isRefusal
    }
  }

  public enum Halve: Sendable, Equatable {
    /// The body is too large for the service or for something before it.
    case tooLarge(String)
    /// A record in it is one that the service does not take.
    case invalidData(String)
    /// The times of its records are too far apart for the table.
    case timeRange(String)
    /// A 400 that is not the service's own: something before it may have taken offence at a record.
    case unexplained(String)

    /// The service's words.
    public var words: String {
      switch self {
      case .tooLarge(let words), .invalidData(let words), .timeRange(let words), .unexplained(let words): words
      }
    }
  }

  public struct Refusal: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      /// 403: the service does not believe that we are who we say, or does not let us in.
      case credentials
      /// The request does not fit the workspace: its id, the log type, the address.
      case configuration
    }

    public let kind: Kind
    /// What happened, why it may be so, and what to do.
    public let words: String
  }
}

extension Answer {
  /// Whether an answer of this status is of a trouble that passes.
  static func mayPass(_ status: Int) -> Bool { [408, 429, 500, 502, 503, 504].contains(status) }

  /// What an answer of such a status means: the same batch later, when the service says or when we do.
  ///
  /// - Parameters:
  ///   - response: What the service said.
  ///   - said: The same in words.
  ///   - now: This machine's time when it came, in seconds since 1970.
  /// - Returns: A try that is to be made again.
  static func again(_ response: Response, _ said: String, now: Int64) -> Answer {
    let after = response.header("Retry-After").flatMap { RetryAfter.parse($0, now: now) }
    return .again(Again(reason: said, after: after, isThrottled: response.status == 429))
  }
}
