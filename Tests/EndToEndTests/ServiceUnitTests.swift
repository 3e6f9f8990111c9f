import Foundation
import Support
import Testing

/// The units of systemd that docs/operations.md has, as they stand there.
@Suite("The service of docs/operations.md")
struct ServiceUnitTests {
  /// What stands below the line that names a unit's file.
  private func unit(_ name: String) throws -> String {
    let text = try String(contentsOfFile: "\(packageFolder)/docs/operations.md", encoding: .utf8)
    let rest = try #require(text.components(separatedBy: "`/etc/systemd/system/\(name)`:\n\n").last)
    let lines = rest.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { $0.isEmpty || $0.hasPrefix("    ") }.map { $0.dropFirst(4) + "\n" }.joined()
  }

  private func values(_ name: String, in unit: String) -> [String] {
    unit.split(separator: "\n").filter { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
  }

  @Test("has no line that systemd does not know")
  func verified() throws {
    let folder = try TemporaryFolder()
    // systemd looks whether the program is there.
    let service = try unit("logship.service").replacing("/usr/local/bin/logship", with: BuiltBinary.path())
    let files = [
      try folder.write("logship.service", text: service),
      try folder.write("logship.timer", text: try unit("logship.timer")),
    ]
    #expect(values("OnCalendar", in: try unit("logship.timer")).count == 1)
    let told = try BuiltBinary.runTool("systemd-analyze", ["verify"] + files)
    #expect(told.status == 0 && told.stderr == "", "\(told.stderr)")
  }

  @Test("ships from S3 with both keys as credentials of systemd, and keeps its state where systemd says")
  func runs() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("keys/a.json", Data(report().utf8), in: "audit")
    let service = try unit("logship.service")
    let credentials = "\(scene.folder.path)/credentials"
    let folders = ["STATE_DIRECTORY": "\(scene.folder.path)/logship", "CREDENTIALS_DIRECTORY": credentials]
    for folder in folders.values {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    let kept = [
      "workspace.key": scene.workspace.key,
      "aws": """
      [default]
      aws_access_key_id = \(server.accessKeyId)
      aws_secret_access_key = \(server.secretAccessKey)
      """,
    ]
    #expect(
      Set(values("LoadCredential", in: service).map { $0.prefix { $0 != ":" } }) == Set(kept.keys.map { $0[...] }))
    for (name, text) in kept { _ = try scene.folder.write("credentials/\(name)", text: text) }
    // What systemd puts in the place of %d.
    func expanded(_ text: String) -> String { text.replacing("%d", with: credentials) }
    var environment = folders.merging([
      "LOGSHIP_WORKSPACE_ID": scene.workspace.workspaceID, "LOGSHIP_ENDPOINT": scene.workspace.endpoint,
      "LOGSHIP_SOURCE_PATHS": "s3://audit/keys/", "AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1",
    ]) { $1 }
    for pair in values("Environment", in: service).map(expanded) {
      let separator = try #require(pair.firstIndex(of: "="))
      environment[String(pair[..<separator])] = String(pair[pair.index(after: separator)...])
    }
    let command = try #require(values("ExecStart", in: service).map(expanded).first).split(separator: " ").map(
      String.init)
    #expect(command.first == "/usr/local/bin/logship")
    let run = try BuiltBinary.run(Array(command.dropFirst()), environment: environment)
    #expect(run.status == 0, "\(run.stderr)")
    #expect(try scene.users() == ["ann"])
    #expect(FileManager.default.fileExists(atPath: "\(scene.folder.path)/logship/ledger.sqlite"))
  }
}
