import Transport

/// Why there is no token.
public struct TokenFailure: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Something is not set, cannot be read, or names what is not there: 78.
    case configuration
    /// Who was asked does not give us one: 77.
    case refused
    /// Who was asked does not give us one and may think better of it: asked again until the budget ends, and 77 then.
    case settling
    /// Who is asked cannot be reached, is overloaded or not ready; it may be another time: 75.
    case unreachable
    /// There is no such source here, and the next of `default` is asked; `HeldToken` never ends in this.
    case unavailable
  }

  public let kind: Kind
  /// What happened, where, and what to do; no secret is part of it.
  public let words: String
  /// How long whoever was asked wants to be left alone.
  public let after: Duration?
  /// What an absence comes to where this source alone may serve.
  let kindWhenNamed: Kind

  /// A failure in words for the operator.
  public init(_ kind: Kind, _ words: String, after: Duration? = nil) {
    self.kind = kind
    self.words = words
    self.after = after
    kindWhenNamed = kind
  }

  private init(absent words: String, whenNamed kind: Kind) {
    self.kind = .unavailable
    self.words = words
    after = nil
    kindWhenNamed = kind
  }

  /// That a source is not here, and what that means where it was asked for by its name.
  static func absent(_ words: String, whenNamed kind: Kind = .configuration) -> TokenFailure {
    TokenFailure(absent: words, whenNamed: kind)
  }

  /// That a source lacks what it needs, as `TokenSource.missing` names it.
  static func absent(_ missing: [String]) -> TokenFailure {
    absent("\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") not set")
  }

  /// The same failure of a source that no other one can stand in for.
  var named: TokenFailure { kind == .unavailable ? TokenFailure(kindWhenNamed, words, after: after) : self }

  /// What a secret that cannot be read means for the token.
  init(_ failure: KeyFailure) {
    switch failure.kind {
    case .configuration: self.init(.configuration, failure.words)
    case .refused: self.init(.refused, failure.words)
    case .unreachable: self.init(.unreachable, failure.words)
    }
  }

  /// What a missing answer means; `what` is a clause such as `cannot ask Entra for a token`.
  init(_ error: TransportError, _ what: String) {
    switch error.phase {
    case .stopped: self = .stopped
    // It was not sent, or nobody was found whom a certificate and the proxy's settings let us trust.
    case .request, .tls, .proxy: self.init(.configuration, "\(what): \(error)")
    case .resolve, .connect, .send, .noAnswer, .receive, .stall, .tooLarge:
      self.init(.unreachable, "\(what): \(error)")
    }
  }

  /// Nobody waits for a token any more.
  static let stopped = TokenFailure(.unreachable, "no token was waited for: the run was asked to end")

  /// The same as whoever reads a refused key again is told.
  var asKeyFailure: KeyFailure {
    switch named.kind {
    case .configuration, .unavailable: KeyFailure(.configuration, words)
    case .refused, .settling: KeyFailure(.refused, words)
    case .unreachable: KeyFailure(.unreachable, words)
    }
  }
}

extension TokenFailure: CustomStringConvertible {
  public var description: String { words }
}
