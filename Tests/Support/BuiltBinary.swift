import Foundation

/// The programs of this package as the build made them, run as a user would run them.
public enum BuiltBinary {
  /// The path of a built program: beside the test bundle, or in the folder that `LOGSHIP_BIN_DIR` names.
  public static func path(_ name: String = "logship") -> String {
    let folder =
      ProcessInfo.processInfo.environment["LOGSHIP_BIN_DIR"]
      ?? URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().path
    return "\(folder)/\(name)"
  }

  /// Runs a built program to its end, with `PATH`, a `HOME` of its own and nothing else in its environment (see `clean`).
  ///
  /// - Parameters:
  ///   - arguments: What follows its name.
  ///   - name: Which program.
  ///   - stdin: What it reads; nil for `/dev/null`.
  ///   - environment: Variables to add, such as `TZ`, or to set in place of those two.
  ///   - timeout: When it is killed.
  /// - Returns: The exit status (128 and the signal if one ended it) and what it printed.
  /// - Throws: `ChildProcess.Failure`.
  public static func run(
    _ arguments: [String], name: String = "logship", stdin: Data? = nil, environment: [String: String] = [:],
    timeout: Duration = .seconds(60)
  ) throws -> (status: Int32, stdout: String, stderr: String) {
    try run(path(name), arguments, stdin: stdin, environment: environment, timeout: timeout)
  }

  /// Runs a program from the search path, such as `python3`, in the same clean environment.
  public static func runTool(
    _ name: String, _ arguments: [String], stdin: Data? = nil, environment: [String: String] = [:],
    timeout: Duration = .seconds(120)
  ) throws -> (status: Int32, stdout: String, stderr: String) {
    try run("/usr/bin/env", [name] + arguments, stdin: stdin, environment: environment, timeout: timeout)
  }

  private static func run(
    _ program: String, _ arguments: [String], stdin: Data?, environment: [String: String], timeout: Duration
  ) throws -> (status: Int32, stdout: String, stderr: String) {
    let folder = try TemporaryFolder()
    // Files, since a pipe that nobody reads would fill and stop the program.
    let input = try stdin.map { ChildProcess.Stream.file(try folder.write("stdin", $0)) } ?? .null
    let output = try folder.write("stdout", text: "")
    let error = try folder.write("stderr", text: "")
    let home = "\(folder.path)/home"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let process = try ChildProcess(
      program, arguments, environment: clean(home: home).merging(environment) { $1 }, input: input,
      output: .file(output), error: .file(error))
    let status = try process.wait(timeout: timeout)
    return (status, try text(output), try text(error))
  }

  /// The environment that a program gets before a test adds to it, with what a sanitizer is told if there is one.
  public static func clean(home: String) -> [String: String] {
    let ours = ProcessInfo.processInfo.environment
    var environment = ["PATH": ours["PATH"] ?? "/usr/bin:/bin", "HOME": home]
    environment["TSAN_OPTIONS"] = ours["TSAN_OPTIONS"]
    return environment
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}
