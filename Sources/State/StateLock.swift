import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Keeps a state folder for one process.
///
/// The lock is the kernel's (flock), on the file `lock`: it ends with the process, however that ends. What the file
/// says is only for messages. The file stays, since a lock on a removed file keeps nobody out.
public final class StateLock: Sendable {
  /// The process that holds a state folder, as far as it can be told.
  public struct Holder: Sendable, Equatable, Codable, CustomStringConvertible {
    public let pid: Int32
    /// Program and subcommand, never arguments.
    public let command: String
    /// Seconds since 1970.
    public let since: Int

    public var description: String {
      let time = Date(timeIntervalSince1970: TimeInterval(since)).formatted(.iso8601)
      return "process \(pid) (\(command), since \(time))"
    }
  }

  private static let pauseMicroseconds: useconds_t = 20_000
  private static let glance = Duration.milliseconds(100)
  /// More than a description needs; what is longer is not ours.
  private static let mostBytes = 4096

  private let file: OpenFile

  private init(_ file: consuming OpenFile) {
    self.file = file
  }

  /// Takes the state folder, which is made if it is not there.
  ///
  /// - Parameters:
  ///   - folder: The state folder.
  ///   - command: What others are told holds it, such as `logship ship`.
  ///   - wait: How long to wait for another process; nil does not.
  ///   - isCancelled: Asked while waiting; true ends the wait.
  /// - Returns: The lock, which ends with its last reference.
  /// - Throws: `LockFailure.held` where another process keeps it, `LockFailure.state` where the disk does not do it.
  public static func acquire(
    in folder: StateFolder, command: String, wait: Duration? = nil, isCancelled: () -> Bool = { false }
  ) throws(LockFailure) -> StateLock {
    let file: OpenFile
    do throws(StateError) {
      try folder.make()
      file = try OpenFile(path(in: folder), O_RDWR | O_CREAT, action: "open")
    } catch { throw .state(error) }
    // `logship status` takes the lock for a moment to see whether it is free; that is no run to leave for.
    let deadline = ContinuousClock.now + max(wait ?? .zero, glance)
    while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      guard code == EWOULDBLOCK else { throw .state(StateError("lock", file.path, errno: code)) }
      guard ContinuousClock.now < deadline, !isCancelled() else { throw .held(by: holder(in: file)) }
      usleep(pauseMicroseconds)
    }
    do throws(StateError) {
      try describe(Holder(pid: getpid(), command: command, since: Int(time(nil))), in: file)
    } catch { throw .state(error) }
    return StateLock(file)
  }

  /// Whether a state folder is held.
  public enum Standing: Sendable, Equatable {
    case free
    /// nil where the process has not yet said which it is.
    case held(by: Holder?)
  }

  /// Looks whether a process holds a state folder, and keeps nobody from it.
  ///
  /// - Parameter folder: The state folder, which need not be there.
  /// - Returns: How it stands at this moment.
  /// - Throws: Where the lock cannot be looked at.
  public static func standing(of folder: StateFolder) throws(StateError) -> Standing {
    let path = path(in: folder)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return .free }
      throw unseen(path, errno)
    }
    // Closing lets go of a lock that was free and is ours now. A run that begins within these microseconds would find
    // it taken, so it is shared and let go of before anything else is done.
    let file = OpenFile(path, opened: descriptor)
    if flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(file.descriptor, LOCK_UN)
      return .free
    }
    guard errno == EWOULDBLOCK else { throw unseen(path, errno) }
    return .held(by: holder(in: file))
  }

  private static func unseen(_ path: String, _ code: Int32) -> StateError {
    StateError(
      action: "look at the lock", path: path, reason: String(cString: strerror(code)),
      remedy: "Run as the user who ships, or name another folder with --state")
  }

  private static func path(in folder: StateFolder) -> String { "\(folder.path)/lock" }

  private static func describe(_ holder: Holder, in file: borrowing OpenFile) throws(StateError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Two numbers and a string always encode.
    guard let bytes = try? encoder.encode(holder) else { return }
    guard ftruncate(file.descriptor, 0) == 0 else { throw StateError("write", file.path, errno: errno) }
    let written = bytes.withUnsafeBytes { pwrite(file.descriptor, $0.baseAddress, $0.count, 0) }
    guard written == bytes.count else {
      throw StateError("write", file.path, errno: written < 0 ? errno : ENOSPC)
    }
  }

  /// Who holds the lock; nil in the moment before the holder has said so, and where that cannot be read: it is held anyway.
  private static func holder(in file: borrowing OpenFile) -> Holder? {
    guard let bytes = try? file.bytes(mostBytes) else { return nil }
    return try? JSONDecoder().decode(Holder.self, from: Data(bytes))
  }
}

/// Why a state folder could not be taken.
public enum LockFailure: Error, Sendable, Equatable {
  /// Another process keeps it; nil where it has not yet said which it is.
  case held(by: StateLock.Holder?)
  case state(StateError)
}
