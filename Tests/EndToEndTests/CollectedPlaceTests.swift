import Foundation
import Support
import Testing

@Suite("Where logship collect writes")
struct CollectedPlaceTests {
  @Test("an object of S3 is named after the day")
  func object() throws {
    let server = try MotoServer(buckets: ["audit"])
    try server.makeUsers(2)
    let scene = try Scene()
    let run = try scene.run(
      ["collect", "access-keys", "--to", "s3://audit/keys/", "--output-format", "csv"],
      environment: try server.collector())
    #expect(run.status == 0, "\(run.errors)")
    let objects = try server.call("s3", "list_objects_v2", #"{"Bucket": "audit"}"#)["Contents"]?.elements ?? []
    let key = try #require(objects.first?["Key"]?.string)
    #expect(key.wholeMatch(of: /keys\/\d{4}-\d\d-\d\d\.csv/) != nil && objects.count == 1)
    let shipped = try scene.ship("s3://audit/keys/", environment: variables(server))
    #expect(shipped.status == 0, "\(shipped.errors)")
    #expect(try Set(scene.stored("UserName_s")).isSuperset(of: ["user1", "user2"]))
  }

  @Test("a target that cannot be written is told before anybody is asked")
  func target() throws {
    let scene = try Scene()
    for place in ["/none/keys", scene.folder.path] {
      let run = try scene.run(["collect", "access-keys", "--to", place])
      #expect(run.status == 74 && run.errors.contains("cannot write \(place)"), "\(run.errors)")
    }
    for place in ["s3://b/k/?versionId=x/", "s3://b/{yyyy}/", "s3://b/k"] {
      #expect(try scene.run(["collect", "access-keys", "--to", place]).status == 64)
    }
  }

  @Test("a link stays, and the file behind it is replaced; a FIFO is written into")
  func links() throws {
    let server = try MotoServer(buckets: [])
    let environment = try server.collector()
    let scene = try Scene()
    let file = try scene.folder.write("real.ndjson", text: "older\n")
    let link = "\(scene.folder.path)/link.ndjson"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(try scene.run(["collect", "access-keys", "--to", link], environment: environment).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("loggedDate"))

    let fifo = "\(scene.folder.path)/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    let copy = "\(scene.folder.path)/copy"
    let reader = try ChildProcess("/bin/cat", [fifo], environment: [:], output: .file(copy), error: .null)
    #expect(try scene.run(["collect", "access-keys", "--to", fifo], environment: environment).status == 0)
    #expect(try reader.wait() == 0)
    #expect(try String(contentsOfFile: copy, encoding: .utf8).contains("loggedDate"))
    var status = stat()
    #expect(lstat(fifo, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }
}
