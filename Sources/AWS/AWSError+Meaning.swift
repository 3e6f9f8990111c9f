import Transport

extension AWSError {
  /// What an error comes to for a run; one rule for S3, for the services that give out keys, and for those that keep secrets.
  public enum Meaning: Sendable, Equatable {
    /// A setting is wrong, or names what a service of AWS does not know or take: 78.
    case configuration
    /// AWS does not let us, or nobody has a key for us: 77.
    case refused
    /// Whoever was asked cannot be reached, is overloaded, or gave no usable answer to the end of all tries: 75.
    case unavailable
    /// The bucket or the object is not there, or S3 does not give it as it is: 66.
    case unreadable
    /// The object is gone since it was listed.
    case vanished
    /// The object is another one than was listed, or than the one whose beginning was read.
    case changed
    /// The object lies in an archive of this class.
    case archived(String)
    /// The run was asked to end.
    case stopped
  }

  /// What the error comes to.
  public var meaning: Meaning {
    switch self {
    case .noCredentials(let reasons): reasons.last?.isUnavailable == true ? .unavailable : .refused
    case .configuration: .configuration
    case .vanished: .vanished
    case .changed: .changed
    case .transport(let failure, _): Self.meaning(of: failure)
    case .malformedAnswer: .unavailable
    case .refused(let answer), .notFound(let answer), .service(let answer):
      if answer.isArchived {
        .archived(answer.storageClass ?? "unknown")
      } else if answer.isTransient || answer.status >= 500 {
        .unavailable
      } else if case .refused = self {
        .refused
      } else {
        // A source may come to be there; what a setting names is for the operator to mend.
        answer.action.hasPrefix("s3:") ? .unreadable : .configuration
      }
    }
  }

  private static func meaning(of failure: TransportError) -> Meaning {
    switch failure.phase {
    case .stopped: .stopped
    // It was not sent, or nobody was found whom a certificate and the proxy's settings let us trust.
    case .request, .tls, .proxy: .configuration
    case .resolve, .connect, .send, .noAnswer, .receive, .stall, .tooLarge: .unavailable
    }
  }
}
