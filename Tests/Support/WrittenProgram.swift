import Foundation

/// Writes a script that may be run.
///
/// By another process: while this one has it open, a child that starts on another thread has too, and what somebody may
/// write into is not run.
public func writeProgram(_ text: String, _ path: String) throws {
  let result = try BuiltBinary.runTool(
    "sh", ["-c", "mkdir -p \"$(dirname \"$1\")\" && cat >\"$1\" && chmod 755 \"$1\"", "sh", path],
    stdin: Data(text.utf8))
  guard result.status == 0 else { throw ServerFailure(description: result.stderr) }
}
