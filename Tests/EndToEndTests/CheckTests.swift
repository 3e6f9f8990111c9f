import Foundation
import Support
import Testing

@Suite("logship check")
struct CheckTests {
  @Test("shows each setting in force and its origin, secrets masked")
  func effective() throws {
    let scene = try Scene()
    let file = try scene.folder.write(
      "config.json",
      text:
        #"{"batch":{"maxBytes":1000000},"destination":{"dataCollector":{"workspaceKey":{"file":"\#(scene.workspace.keyFile)"}}}}"#
    )
    let run = try scene.run(
      "check", "--config", file, "--batch-max-in-flight", "2", environment: ["LOGSHIP_WORKSPACE_KEY": ""])
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    func line(_ path: String) -> String { lines.first { $0.hasPrefix("\(path) ") }.map { String($0) } ?? "" }
    #expect(line("batch.maxBytes").contains("1000000") && line("batch.maxBytes").contains(file))
    #expect(line("batch.maxInFlight").contains("2") && line("batch.maxInFlight").contains("--batch-max-in-flight"))
    #expect(line("destination.dataCollector.workspaceId").contains("LOGSHIP_WORKSPACE_ID"))
    #expect(line("destination.dataCollector.workspaceKey").contains("***"))
    #expect(!run.output.contains(scene.workspace.key))
  }

  @Test("--online proves the workspace's address, key and clock, and stores nothing")
  func online() throws {
    let scene = try Scene()
    let run = try scene.run("check", "--online")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("workspace \(scene.workspace.workspaceID) accepted a signed request"))
    #expect(try scene.workspace.records().isEmpty)
  }

  @Test("--online with a key that is not the workspace's: 77")
  func wrongKey() throws {
    let scene = try Scene()
    let key = Data(repeating: 7, count: 64).base64EncodedString()
    let run = try scene.run("check", "--online", environment: ["LOGSHIP_WORKSPACE_KEY": key])
    #expect(run.status == 77)
    #expect(run.errors.contains("refused the signature"))
  }

  @Test("--online with nobody at the address: 75")
  func nobody() throws {
    let scene = try Scene()
    let run = try scene.run("check", "--online", environment: ["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"])
    #expect(run.status == 75)
    #expect(run.errors.contains("http://127.0.0.1:1"))
  }

  @Test("--online lists one object of each S3 source")
  func s3() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/a.json", Data(report().utf8), in: "audit")
    let environment = [
      "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
      "AWS_SECRET_ACCESS_KEY": server.secretAccessKey,
    ]
    let good = try scene.run("check", "--online", "--source-paths", "s3://audit/p/", environment: environment)
    #expect(good.status == 0, "\(good.errors)")
    #expect(good.output.contains("s3://audit/p/ can be listed"))
    let bad = try scene.run("check", "--online", "s3://none-such/p/", environment: environment)
    #expect(bad.status == 66)
  }
}
