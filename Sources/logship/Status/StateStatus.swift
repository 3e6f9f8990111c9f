import Records
import State

/// What a state folder holds, as `logship status` tells it.
struct StateStatus: Sendable, Equatable {
  /// Files in numbers.
  struct Files: Sendable, Equatable {
    var count = 0
    var bytes = 0
    /// When the oldest was written; nil where there is none.
    var oldest: Timestamp?

    mutating func add(bytes more: Int, modified: Timestamp) {
      count += 1
      bytes += more
      oldest = min(oldest ?? modified, modified)
    }
  }

  struct Run: Sendable, Equatable {
    enum Course: String, Sendable {
      case ended
      case running
      /// It was killed, or the machine stopped.
      case interrupted
    }

    let name: String
    let started: Timestamp
    let course: Course
    var exitCode: Int?
    /// nil where its report does not tell.
    var recordsShipped: Int?
    /// An estimate; nil where its report does not tell.
    var bytesBilled: Int?
    var seconds: Double?
  }

  struct Destination: Sendable, Equatable {
    /// nil for spool files of which it cannot be told.
    let key: String?
    /// Whether the configuration of this command names it.
    let isConfigured: Bool
    var recordsAccepted = 0
    var objects = 0
    var objectsFinished = 0
    var spool = Files()
  }

  struct DamagedFile: Sendable, Equatable {
    let path: String
    let bytes: Int
  }

  let path: String
  /// Whether there is a state folder at all.
  var exists = true
  /// nil where no run is going on.
  var lock: LockState?
  /// The last ones, the newest first.
  var runs: [Run] = []
  var destinations: [Destination] = []
  /// Spool files that were moved aside.
  var damaged: [DamagedFile] = []
  var rejects = Files()
}
