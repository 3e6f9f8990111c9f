import AWS

/// A source as a user names it.
public enum SourceLocation: Sendable, Equatable {
  case standardInput
  case path(String)
  case s3(S3Location)

  /// Reads a SOURCE argument: `-`, `s3://bucket/prefix`, or a path.
  ///
  /// - Parameter text: As typed.
  /// - Throws: Where an `s3://` address is none.
  public init(_ text: String) throws {
    if text == "-" {
      self = .standardInput
    } else if text.hasPrefix("s3://") {
      self = .s3(try S3Location(text))
    } else {
      self = .path(text)
    }
  }
}
