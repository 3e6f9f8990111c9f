import Foundation
import Support
import Testing

@Suite("A few records before which something refuses everything")
struct RefusedFewTests {
  @Test("are not rejected, and shipped once it is mended", arguments: [(400, "<html>Bad Request</html>"), (413, "")])
  func kept(_ status: Int, _ body: String) throws {
    let scene = try Scene()
    let gateway = try StandInServer(.answer(status, ["Content-Type": "text/html"], body))
    let file = try scene.folder.write("keys.ndjson", text: reports(3))
    let refused = try scene.ship(file, environment: ["LOGSHIP_ENDPOINT": gateway.url])
    #expect(refused.status == 78, "\(refused.errors)")
    #expect(refused.errors.contains("Nothing was rejected"), "\(refused.errors)")
    #expect(try refused.report["recordsRejected"] == 0)
    let mended = try scene.ship(file)
    #expect(mended.status == 0, "\(mended.errors)")
    #expect(try mended.report["recordsShipped"] == 3)
  }
}

@Suite("One object under several names")
struct OneObjectTests {
  @Test("is shipped once")
  func once() throws {
    let scene = try Scene()
    let file = try scene.folder.write("folder/keys.ndjson", text: reports(10))
    try FileManager.default.linkItem(atPath: file, toPath: "\(scene.folder.path)/folder/other.ndjson")
    let run = try scene.ship(file, file, "\(scene.folder.path)/folder")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["recordsShipped"] == 10)
    #expect(try run.report["skipped"]?["takenBefore"] == 3)
  }
}
