import Glibc
import Records

/// Names of runs, for their files in the state folder: `20261124T030002Z-4312`.
enum RunName {
  static func of(_ started: Timestamp) -> String {
    "\(started)".filter { $0 != "-" && $0 != ":" } + "-\(getpid())"
  }
}
