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

  @Test(
    "is good enough for the workspace's key and the secret of hashed ids",
    arguments: ["check --online", "ship keys.json"])
  func keys(_ command: String) throws {
    let scene = try Scene()
    _ = try scene.folder.write("keys.json", text: report())
    let run = try bash(
      "cd '\(scene.folder.path)' && $logship \(command) --workspace-key-file <(cat '\(scene.workspace.keyFile)')"
        + " --access-key-ids-hashed-file <(echo text)",
      scene.environment.merging(Scene.noKey) { $1 })
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("is good enough for the secret of a sign-in", arguments: ["check --online", "ship keys.json"])
  func signIn(_ command: String) throws {
    let scene = try IngestionScene()
    _ = try scene.folder.write("keys.json", text: report())
    let file = try scene.folder.write(
      "config.json",
      text: #"{"destination": {"logsIngestion": {"auth": {"clientSecret": {"secret": {"file": "/dev/fd/9"}}}}}}"#)
    let run = try bash(
      "cd '\(scene.folder.path)' && $logship \(command) --config '\(file)' 9< <(echo \(scene.workspace.clientSecret))",
      scene.environment.merging(["AZURE_CLIENT_SECRET": ""]) { $1 })
    #expect(run.status == 0, "\(run.errors)")
  }
}
