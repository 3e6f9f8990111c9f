import AWS
import Glibc
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
      guard case .s3(let location) = self, location.version == nil, !text.contains("?") else {
        throw CommandFailure(.usage, "--to \(text) has a query, which a place to write to does not have")
      }
      guard location.prefix.isEmpty || location.prefix.hasSuffix("/") else {
        throw CommandFailure(.usage, "--to \(text) has no slash at its end, where the day's object goes")
      }
      guard !location.prefix.contains(where: { "{}".contains($0) }) else {
        throw CommandFailure(.usage, "--to \(text) has braces: the day is in the object's name, and nowhere else")
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
  ///   - connections: Make the client of S3 where one is needed.
  /// - Returns: Where they are now, for a person.
  /// - Throws: `CommandFailure`, or `AWSError` where there is no S3 to be asked.
  func write(_ bytes: [UInt8], named name: String, over connections: Connections) throws -> String {
    switch self {
    case .standardOutput:
      guard try StandardOutput.write(bytes) else {
        throw CommandFailure(.unsent, "the reader of standard output left before it had all reports")
      }
      return "standard output"
    case .file(let path) where Self.isNoFile(path):
      try Self.write(bytes, into: path)
      return path
    case .file(let path):
      do throws(StateError) {
        try Self.replace(Self.target(of: path), bytes)
      } catch {
        // Its remedy is for the state folder.
        throw Self.unwritable(path, error.reason)
      }
      return path
    case .s3(let location):
      let key = location.prefix + name
      let uri = "s3://\(location.bucket)/\(key)"
      let (client, cleaner) = (try connections.s3(), try connections.s3(outlastingStop: true))
      do throws(S3UploadFailure) {
        try client.put(bytes, to: location.bucket, key: key, cleaner: cleaner)
      } catch {
        throw Self.words(error, uri)
      }
      return uri
    }
  }

  private static func words(_ failure: S3UploadFailure, _ uri: String) -> CommandFailure {
    let left = failure.partsLeft.map {
      ". Parts of the upload to \(uri) are left in the bucket (\($0)): remove them with `aws s3api abort-multipart-upload`"
    }
    return CommandFailure(
      ExitCode.of([failure.error.problem], allowsRejects: false), "nothing was written: \(failure.error)\(left ?? "")")
  }

  /// Looks whether there is a place to write to, before anybody is asked for what is written.
  ///
  /// - Throws: `CommandFailure` of code `disk`.
  func check() throws(CommandFailure) {
    guard case .file(let path) = self else { return }
    if Self.isNoFile(path) {
      guard access(path, W_OK) == 0 else { throw Self.unwritable(path, SystemError.words(errno)) }
      guard access("\(path)/.", F_OK) != 0 else { throw Self.unwritable(path, "it is a folder") }
      return
    }
    let target = Self.target(of: path)
    let folder = target.lastIndex(of: "/").map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else { throw Self.unwritable(path, SystemError.words(errno)) }
  }

  private static func unwritable(_ path: String, _ reason: String) -> CommandFailure {
    CommandFailure(
      .disk, "nothing was written: cannot write \(path): \(reason). Mend its folder, or name another file with --to")
  }

  /// The file behind links, which stay.
  private static func target(of path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Writes into what is no file, such as a FIFO.
  private static func write(_ bytes: [UInt8], into path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(path, SystemError.words(errno)) }
    defer { close(descriptor) }
    let code = StandardOutput.writeAll(bytes, to: descriptor)
    guard code == 0 else { throw unwritable(path, SystemError.words(code)) }
  }

  private static func isNoFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
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
