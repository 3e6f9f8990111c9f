import AWS
import State

/// Where collected reports are written.
enum CollectedPlace: Sendable, Equatable {
  case standardOutput
  case file(String)
  /// A bucket and what the object's key begins with; a slash at its end.
  case s3(S3Location)

  /// Reads `-`, `s3://bucket/prefix/` or a path.
  ///
  /// - Throws: `CommandFailure` of code `usage`.
  init(_ text: String) throws(CommandFailure) {
    if text == "-" {
      self = .standardOutput
    } else if text.hasPrefix("s3://") {
      do throws(AWSError) {
        self = .s3(try S3Location(text))
      } catch {
        throw CommandFailure(.usage, "--to \(error)")
      }
      guard case .s3(let location) = self, location.prefix.isEmpty || location.prefix.hasSuffix("/") else {
        throw CommandFailure(.usage, "--to \(text) has no slash at its end, where the day's object goes")
      }
    } else if text.isEmpty || text.hasSuffix("/") {
      throw CommandFailure(.usage, "--to \(text) names no file")
    } else {
      self = .file(text)
    }
  }

  /// Writes reports, whole or not at all.
  ///
  /// - Parameters:
  ///   - bytes: The reports.
  ///   - name: What an object is called below its prefix.
  ///   - client: Makes the client of S3 where one is needed.
  /// - Returns: Where they are now, for a person.
  /// - Throws: `CommandFailure`, or `AWSError` where S3 does not take them.
  func write(_ bytes: [UInt8], named name: String, client: () throws(AWSError) -> S3Client) throws -> String {
    switch self {
    case .standardOutput:
      try StandardOutput.write(bytes)
      return "standard output"
    case .file(let path):
      do throws(StateError) {
        try Self.replace(path, bytes)
      } catch {
        // Its remedy is for the state folder.
        throw CommandFailure(
          .disk,
          "nothing was written: cannot write \(path): \(error.reason). Mend its folder, or name another file with --to")
      }
      return path
    case .s3(let location):
      let key = location.prefix + name
      try client().put(bytes, to: location.bucket, key: key)
      return "s3://\(location.bucket)/\(key)"
    }
  }

  private static func replace(_ path: String, _ bytes: [UInt8]) throws(StateError) {
    let file = try AtomicFile(replacing: path)
    // The bytes are lent for the call only, so the error is carried out by hand.
    let written = bytes.withUnsafeBytes { bytes -> Result<Void, StateError> in
      do throws(StateError) { return .success(try file.write(bytes)) } catch { return .failure(error) }
    }
    try written.get()
    try file.commit()
  }
}
