/// Why a workspace did not start.
public enum StartError: Error, CustomStringConvertible {
  /// The database at a path cannot be opened or made.
  case database(path: String, reason: String)
  /// The port cannot be listened on.
  case port(Int, reason: String)

  public var description: String {
    switch self {
    case .database(let path, let reason):
      "cannot open the database \(path): \(reason). Name a file in a folder that can be written, or remove it"
    case .port(let port, let reason):
      "cannot listen on 127.0.0.1:\(port): \(reason). Use --port 0 for any port that is free"
    }
  }
}
