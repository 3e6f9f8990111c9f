import Foundation
import Support
import Testing

/// The next run lists from the last complete listing on; whatever is open in a day before that would be lost.
@Suite("A date template, listed again")
struct TemplateGapTests {
  private static let source = "s3://audit/k/{yyyy}/{MM}/{dd}/"

  private let server: RcloneServer
  private let variables: [String: String]

  init() throws {
    server = try RcloneServer(bucket: "audit")
    variables = [
      "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
      "AWS_SECRET_ACCESS_KEY": server.secretAccessKey,
    ]
    // Far before any look-back.
    for day in ["2024/10/10", "2024/10/11"] {
      _ = try server.folder.write("audit/k/\(day)/a.json", text: report("user\(day.suffix(2))"))
    }
  }

  @Test("lists only the look-back once everything was shipped")
  func complete() throws {
    let scene = try Scene()
    #expect(try scene.ship(Self.source, environment: variables).status == 0)
    let again = try scene.ship(Self.source, environment: variables)
    #expect(again.status == 0)
    #expect(try again.report["skipped"]?["alreadyShipped"] == nil)
  }

  @Test("lists all days again after a run that was killed before the workspace had answered")
  func killed() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: stall"])
    let run = try scene.start(
      [Self.source, "-", "--batch-max-age", "10ms", "--batch-max-in-flight", "1"], environment: variables)
    // Standard input is read once the listing before it has come to its end.
    try run.write(report("piped") + "\n")
    try run.takeAll()
    try eventually { try scene.workspace.requests().count == 1 }
    run.process.send(SIGKILL)
    _ = try run.end()
    #expect(try scene.ship(Self.source, environment: variables).status == 0)
    #expect(try scene.users() == ["user10", "user11"])
  }

  @Test("lists all days again after a run that took records of a time only")
  func selected() throws {
    let scene = try Scene()
    let first = try scene.ship(Self.source, "--until", "2024-10-10", environment: variables)
    #expect(first.status == 0, "\(first.errors)")
    #expect(try scene.users().isEmpty)
    #expect(try scene.ship(Self.source, environment: variables).status == 0)
    #expect(try scene.users() == ["user10", "user11"])
  }

  @Test("lists all days under another filter")
  func filtered() throws {
    let scene = try Scene()
    #expect(try scene.ship(Self.source, "--source-include", "b.json", environment: variables).status == 0)
    #expect(try scene.ship(Self.source, environment: variables).status == 0)
    #expect(try scene.users() == ["user10", "user11"])
  }

  @Test("lists all days again where the workspace refused what was read")
  func refused() throws {
    let scene = try Scene(workspace: ["--fault", "requests=1: 403"])
    #expect(try scene.ship(Self.source, environment: variables).status == 77)
    try FileManager.default.removeItem(atPath: "\(scene.state)/spool")
    #expect(try scene.ship(Self.source, environment: variables).status == 0)
    #expect(try scene.users() == ["user10", "user11"])
  }

  @Test(
    "lists all days again after a run in which a source before it had failed with the same words",
    arguments: ["s3://audit/other/", "s3://audit/other/{yyyy}/{MM}/{dd}/", source])
  func failedAlike(other: String) throws {
    let scene = try Scene()
    let nobody = ["AWS_ENDPOINT_URL_S3": server.url, "AWS_EC2_METADATA_DISABLED": "true", "HOME": scene.folder.path]
    let first = try scene.ship(other, Self.source, environment: nobody)
    #expect(first.status == 77, "\(first.errors)")
    #expect(!first.errors.contains("nothing to ship"), "\(first.errors)")
    #expect(try scene.ship(other, Self.source, environment: variables).status == 0)
    #expect(try Set(scene.users()) == ["user10", "user11"])
  }

  @Test("lists all days again after a spool file was lost")
  func spoolLost() throws {
    let scene = try Scene()
    let down = variables.merging(Scene.down) { $1 }
    #expect(try scene.run(["ship", Self.source] + Scene.once, environment: down).status == 75)
    let file = try #require(scene.spooled.first)
    try FileManager.default.removeItem(atPath: "\(scene.state)/spool/\(file)")
    let run = try scene.ship(Self.source, environment: variables)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == ["user10", "user11"])
  }
}
