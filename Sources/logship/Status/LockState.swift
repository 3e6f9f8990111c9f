import State

/// A state folder's lock that a process holds.
struct LockState: Sendable, Equatable {
  /// nil where the process has not said which it is.
  let holder: StateLock.Holder?

  /// Looks whether a process holds the lock of a state folder.
  ///
  /// - Returns: nil where none does.
  /// - Throws: Where the lock cannot be looked at.
  static func held(in folder: StateFolder) throws(StateError) -> LockState? {
    switch try StateLock.standing(of: folder) {
    case .free: nil
    case .held(let holder): LockState(holder: holder)
    }
  }
}
