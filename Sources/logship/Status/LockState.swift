import Foundation
import Glibc
import State

/// A state folder's lock that a process holds.
struct LockState: Sendable, Equatable {
  /// nil where the process has not said which it is.
  let holder: StateLock.Holder?

  /// More than a holder's description needs.
  private static let mostBytes = 4096

  /// Looks whether a process holds the lock of a state folder.
  ///
  /// - Returns: nil where none does.
  /// - Throws: Where the lock cannot be looked at.
  static func held(in folder: StateFolder) throws(StateError) -> LockState? {
    let path = "\(folder.path)/lock"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure(path, errno)
    }
    // Closing lets go of a lock that was free and is ours now. A run that begins within these microseconds would find
    // it taken, so it is shared and let go of before anything else is done.
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(descriptor, LOCK_UN)
      return nil
    }
    guard errno == EWOULDBLOCK else { throw failure(path, errno) }
    var bytes = [UInt8](repeating: 0, count: mostBytes)
    let count = max(0, pread(descriptor, &bytes, mostBytes, 0))
    return LockState(holder: try? JSONDecoder().decode(StateLock.Holder.self, from: Data(bytes[..<count])))
  }

  private static func failure(_ path: String, _ code: Int32) -> StateError {
    StateError(
      action: "look at the lock", path: path, reason: SystemError.words(code),
      remedy: "Run as the user who ships, or name another folder with --state")
  }
}
