import Foundation
import Support
import Testing

/// Process substitutions and FIFOs give their content to the first who reads them.
@Suite("What can be read only once")
struct ReadOnceTests {
  /// Runs a line of bash in which `$logship` is the program.
  private func bash(_ line: String, _ environment: [String: String]) throws -> Run {
    let result = try BuiltBinary.runTool(
      "bash", ["-c", line], environment: environment.merging(["logship": BuiltBinary.path()]) { $1 })
    return Run(status: result.status, output: result.stdout, errors: result.stderr)
  }

  @Test("is good enough for a configuration that is printed anew")
  func configuration() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("config.json", text: #"{"source": {"paths": ["keys/"]}}"#)
    let run = try bash("$logship config --for logs-ingestion --config <(cat '\(file)')", [:])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains(#""paths": ["keys/"]"#), "\(run.output)")
  }
}
