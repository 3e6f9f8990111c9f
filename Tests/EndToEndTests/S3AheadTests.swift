import Foundation
import Support
import Testing

@Suite("S3, fetched ahead")
struct S3AheadTests {
  private func variables(_ server: RcloneServer) -> [String: String] {
    [
      "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
      "AWS_SECRET_ACCESS_KEY": server.secretAccessKey,
    ]
  }

  @Test("many small objects become one post, in the order of the listing; a second run reads none")
  func packing() throws {
    let scene = try Scene()
    let server = try RcloneServer(bucket: "audit")
    for number in 100..<400 {
      let text = (0..<5).map { report("user\(number)-\($0)") + "\n" }.joined()
      _ = try server.folder.write("audit/k/\(number).json", text: text)
    }
    let run = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["objects"] == 300 && run.report["batches"] == 1)
    #expect(try scene.stored("UserName_s") == (100..<400).flatMap { n in (0..<5).map { "user\(n)-\($0)" } })
    let again = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 300]))
    #expect(try again.report["objects"] == 0 && scene.workspace.requests().count == 1)
  }

  @Test("the objects of a date template come in the order of their days")
  func template() throws {
    let scene = try Scene()
    let server = try RcloneServer(bucket: "audit")
    for day in 10..<30 {
      for name in ["a", "b"] {
        _ = try server.folder.write("audit/k/2024/10/\(day)/\(name).json", text: report("\(day)\(name)"))
      }
    }
    let source = "s3://audit/k/{yyyy}/{MM}/{dd}/"
    let run = try scene.ship(source, "--s3-concurrency", "7", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s") == (10..<30).flatMap { ["\($0)a", "\($0)b"] })
    let again = try scene.ship(source, "--source-lookback", "9000d", environment: variables(server))
    #expect(try again.report["recordsRead"] == 0 && again.report["skipped"]?["alreadyShipped"] == 40)
  }

  @Test("a run that is asked to end does not wait for a stalled download, and marks only what was shipped")
  func stalledDownload() throws {
    let scene = try Scene()
    let page = listing(Listed(key: "k/a.json", text: report("a")), Listed(key: "k/b.json", text: report("b")))
    let server = try StandInServer(page, object(report("a")), .stall, page, object(report("b")))
    let run = try scene.start(["s3://audit/k/"], environment: EndToEndTests.variables(server))
    try eventually { try server.asked().count == 3 }
    let asked = ContinuousClock.now
    run.process.send(SIGTERM)
    let ended = try run.end()
    #expect(ended.status == 75, "\(ended.errors)")
    // Of the 60 s that a transfer may stall and the 30 s of shutdown.grace nothing is waited for.
    #expect(ContinuousClock.now - asked < .seconds(10))
    #expect(!ended.errors.contains("b.json"), "\(ended.errors)")
    let again = try scene.ship("s3://audit/k/", environment: EndToEndTests.variables(server))
    #expect(again.status == 0, "\(again.errors)")
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 1]))
    #expect(try scene.users() == ["a", "b"])
  }
}
