import State

/// Why a source or an object cannot be read.
struct SourceError: Error, Sendable {
  enum Kind: Sendable, Equatable {
    /// It does not exist or cannot be read (66).
    case unreadable
    /// Whoever has it cannot be asked now; it stays open for a later run (75).
    case unavailable
    /// AWS does not let us (77).
    case credentials
    /// It was listed and is gone now; counted, no error.
    case vanished
    /// It is another one than was listed or than the one whose beginning was read.
    case changed
    /// It lies in an archive of this class; counted, and left for a later run.
    case archived(String)
    /// A setting is wrong (78).
    case configuration
    /// The ledger cannot be read or written (74).
    case disk
    /// The run was asked to end before it was read: nobody is told, and nothing is marked.
    case ended
  }

  let kind: Kind
  let words: String

  var problem: Problem {
    switch kind {
    case .unreadable, .vanished, .changed, .archived, .ended: Problem(.source, words)
    case .unavailable: Problem(.unsent, words)
    case .credentials: Problem(.credentials, words)
    case .configuration: Problem(.configuration, words)
    case .disk: Problem(.disk, words)
    }
  }
}

extension SourceError {
  init(_ error: StateError) {
    self.init(kind: .disk, words: error.description)
  }

  /// What comes in place of bytes once the run is to end.
  static let ended = SourceError(kind: .ended, words: "the run was asked to end")
}
