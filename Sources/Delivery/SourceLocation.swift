import AWS

/// A source as a user names it.
public enum SourceLocation: Sendable, Equatable {
  case standardInput
  case path(String)
  case s3(S3Location)
  case template(S3Template)

  /// Reads a SOURCE argument: `-`, `s3://bucket/prefix` with or without placeholders, or a path.
  ///
  /// - Parameter text: As typed.
  /// - Throws: `AWSError.configuration` where an `s3://` address is none, or has braces that are no placeholder's.
  public init(_ text: String) throws(AWSError) {
    if text == "-" {
      self = .standardInput
    } else if S3Template.isTemplate(text) {
      self = .template(try S3Template(text))
    } else if text.hasPrefix("s3://") {
      self = .s3(try S3Location(text))
    } else {
      self = .path(text)
    }
  }

  /// Whether it is a file or a folder, in which one file may have several names.
  var isPath: Bool {
    if case .path = self { true } else { false }
  }

  /// Whether AWS is asked for it.
  public var isInS3: Bool {
    switch self {
    case .standardInput, .path: false
    case .s3, .template: true
    }
  }
}
