import Foundation
import Support

/// The built program where `/var/opt`, which holds the keys of Azure Arc's agent, is a folder of a test's own.
enum OwnVarOpt {
  static let isPossible: Bool = {
    let probe = try? BuiltBinary.runTool(
      "unshare", ["--user", "--map-root-user", "--mount", "mount", "--bind", "/tmp", "/var/opt"])
    return probe?.status == 0
  }()

  /// Runs the program with the folder's `opt` for `/var/opt`.
  static func run(
    _ arguments: [String], at folder: TemporaryFolder, stdin: Data, environment: [String: String]
  ) throws -> Run {
    let own = "\(folder.path)/opt"
    try FileManager.default.createDirectory(atPath: "\(own)/azcmagent/tokens", withIntermediateDirectories: true)
    let result = try BuiltBinary.runTool(
      "unshare",
      [
        "--user", "--map-root-user", "--mount", "sh", "-c", "mount --bind \"$1\" /var/opt && shift && exec \"$@\"",
        "sh",
        own, BuiltBinary.path(),
      ] + arguments, stdin: stdin, environment: environment)
    return Run(status: result.status, output: result.stdout, errors: result.stderr)
  }
}
