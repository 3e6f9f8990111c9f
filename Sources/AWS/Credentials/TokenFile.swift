import Files
import FoundationEssentials
import Glibc

/// A token that the AWS CLI keeps in a file, and that both programs may renew.
struct TokenFile: Sendable {
  /// Why the file could not be read or written.
  struct Failure: Error, Equatable {
    let reason: String
  }

  let path: String

  /// The file's one object.
  func read() throws(Failure) -> [String: AnyJSON] {
    let bytes: [UInt8]
    do {
      bytes = try SmallFile.bytes(path)
    } catch {
      throw Failure(reason: "\(path) \(error.reason)")
    }
    guard let value = try? JSONDecoder().decode(AnyJSON.self, from: Data(bytes)), case .object(let members) = value
    else { throw Failure(reason: "\(path) is not the JSON of a token") }
    return members
  }

  /// Puts an object in the file's place, whole or not at all, for this user's eyes only.
  ///
  /// Where the file is a link, what it points to is replaced, and the link stays.
  func write(_ members: [String: AnyJSON]) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(AnyJSON.object(members)) else { throw Failure(reason: "\(path): no JSON") }
    let path = target
    let temporary = "\(path).\(getpid()).tmp"
    // Of a process that had our number and was killed, or laid there by somebody else: not to be written into.
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
    var rest = Array(data)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    let isWritten = rest.isEmpty && fsync(descriptor) == 0
    let problem = isWritten ? nil : failure()
    close(descriptor)
    guard problem == nil, rename(temporary, path) == 0 else {
      let failure = problem ?? failure()
      unlink(temporary)
      throw failure
    }
    // After a power cut the name is there only then, and a refresh token that was used is not good again.
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = open(slash.map { "\(path[...$0])" } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Where the file is in fact.
  private var target: String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private func failure() -> Failure {
    Failure(reason: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
