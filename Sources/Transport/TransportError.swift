/// Why a request got no usable answer.
public struct TransportError: Error, Sendable, Equatable {
  public enum Phase: String, Sendable {
    /// The request could not be made: a URL that is not one, a scheme that is not allowed.
    case request
    case resolve
    case connect
    /// The proxy refused, its 407 among the reasons.
    case proxy
    case tls
    case send
    /// The connection closed before a status line came.
    case noAnswer
    case receive
    /// Nothing moved for `Timeouts.stall`, or the answer was not complete within `Timeouts.answer`.
    case stall
    /// The answer was larger than the caller takes.
    case tooLarge
    /// `HTTPClient.stop` was called before the answer was there.
    case stopped
  }

  public let phase: Phase
  /// libcurl's `CURLcode`, or 0 where the error is our own.
  public let code: Int
  /// What happened, in libcurl's words or ours, passwords masked.
  public let reason: String
  /// Where the request went: scheme, host and port, without user, path and query.
  public let endpoint: String

  /// An error of one request.
  public init(phase: Phase, code: Int, reason: String, endpoint: String) {
    self.phase = phase
    self.code = code
    self.reason = reason
    self.endpoint = endpoint
  }

  /// True where the same request may well succeed later: everything but a request that cannot be made, a certificate
  /// that is not trusted, a proxy that refuses us, an answer that is too large and a client that was stopped.
  public var isTransient: Bool {
    switch phase {
    case .request, .tls, .proxy, .tooLarge, .stopped: false
    case .resolve, .connect, .send, .noAnswer, .receive, .stall: true
    }
  }
}

extension TransportError: CustomStringConvertible {
  public var description: String {
    endpoint.isEmpty ? reason : "\(endpoint): \(reason)"
  }
}
