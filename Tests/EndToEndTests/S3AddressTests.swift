import Foundation
import Support
import Testing

@Suite("Addresses in S3")
struct S3AddressTests {
  @Test("an access point is shipped under its ARN, and known under it by the next run")
  func accessPoint() throws {
    let scene = try Scene()
    let page = listing(Listed(key: "k/a.json", text: report("a")))
    let server = try StandInServer(page, object(report("a")), page)
    // Of `localhost` there are names with a label before it, which all lead to this machine.
    let port = try #require(server.url.split(separator: ":").last)
    let environment = variables(server).merging(["AWS_ENDPOINT_URL_S3": "http://localhost:\(port)"]) { $1 }
    let source = "s3://arn:aws:s3:eu-west-1:123456789012:accesspoint/keys/k/"
    let run = try scene.ship(source, "--aws-allow-plain-http", environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("RecordSource_s") == ["\(source)a.json"])
    let again = try scene.ship(source, "--aws-allow-plain-http", environment: environment)
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 1]), "\(again.errors)")
    for asked in try server.asked() {
      #expect(asked.header("Host") == "keys-123456789012.localhost:\(port)")
      #expect(asked.header("Authorization")?.contains("/eu-west-1/s3/aws4_request") == true)
    }
  }

  @Test("what cannot be read by an ARN is a usage error that tells why")
  func otherARN() throws {
    let run = try Scene().ship("s3://arn:aws:s3::123456789012:accesspoint/abc.mrap/k/")
    #expect(run.status == 64)
    #expect(run.errors.contains("multi-Region access points want signatures of version 4A"), "\(run.errors)")
  }

  @Test(
    "what is no source is told in the same words by every command, before a secret is asked for",
    arguments: [["ship"], ["check", "--online"], ["iam-policy"]])
  func badSource(_ command: [String]) throws {
    let scene = try Scene()
    let mark = "\(scene.folder.path)/asked"
    let configuration = try scene.configuration(key: ["command": ["touch", mark]])
    let words = "s3://audit/{dd}/: {yyyy}, {MM} and {dd} come in this order"
    let typed = try scene.run(command + ["s3://audit/{dd}/"] + configuration, environment: Scene.noKey)
    #expect(typed.status == 64 && typed.errors.hasPrefix("logship: \(words)"), "\(typed.errors)")
    let configured = try scene.run(
      command + configuration, environment: Scene.noKey.merging(["LOGSHIP_SOURCE_PATHS": "s3://audit/{dd}/"]) { $1 })
    #expect(
      configured.status == 78 && configured.errors.contains("LOGSHIP_SOURCE_PATHS: source.paths: \(words)"),
      "\(configured.errors)")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test("a version is shipped once, and apart from what its key holds now")
  func version() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"], isVersioned: true)
    let old = try #require(try server.put("k/notes", Data(report("old").utf8), in: "audit"))
    let new = try #require(try server.put("k/notes", Data(report("new").utf8), in: "audit"))
    let first = try scene.ship("s3://audit/k/notes?versionId=\(old)", environment: variables(server))
    #expect(first.status == 0, "\(first.errors)")
    #expect(try scene.stored("RecordSource_s") == ["s3://audit/k/notes?versionId=\(old)"])
    let again = try scene.ship("s3://audit/k/notes?versionId=\(old)", environment: variables(server))
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 1]))
    #expect(try scene.ship("s3://audit/k/", environment: variables(server)).status == 0)
    // The same content, but another thing that was asked for.
    #expect(try scene.ship("s3://audit/k/notes?versionId=\(new)", environment: variables(server)).status == 0)
    #expect(try scene.users() == ["new", "new", "old"])
  }

  @Test("a version that is not there: 66")
  func noVersion() throws {
    let server = try MotoServer(buckets: ["audit"], isVersioned: true)
    try server.put("k/a.json", Data(report().utf8), in: "audit")
    let run = try Scene().ship("s3://audit/k/none.json?versionId=null", environment: variables(server))
    #expect(run.status == 66)
    #expect(
      run.errors.contains("cannot read s3://audit/k/none.json?versionId=null: it is not there (404)"), "\(run.errors)")
  }

  @Test("an object is read by its name without the right to list; what is refused both ways is told both ways")
  func withoutListing() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("k/a.json", Data(report("a").utf8), in: "audit")
    let environment = variables(server).merging([
      "AWS_ACCESS_KEY_ID": server.strangerKeyId, "AWS_SECRET_ACCESS_KEY": server.strangerSecret,
    ]) { $1 }
    let neither = try scene.ship("s3://audit/k/a.json", environment: environment)
    #expect(neither.status == 77)
    #expect(
      neither.errors.contains(
        "s3:ListBucket (403 AccessDenied). Allow it on arn:aws:s3:::audit. As one object's name: cannot read"),
      "\(neither.errors)")
    #expect(neither.errors.contains("or there is no such object"), "\(neither.errors)")
    try server.allow(["s3:GetObject"], on: "arn:aws:s3:::audit/*")
    let run = try scene.ship("s3://audit/k/a.json", environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == ["a"])
    let again = try scene.ship("s3://audit/k/a.json", environment: environment)
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 1]))
  }

  @Test("the requester pays, and the bucket's owner is checked, where the settings say so")
  func conditions() throws {
    let scene = try Scene()
    let server = try StandInServer(listing(Listed(key: "k/a.json", text: report())), object(report()))
    let run = try scene.ship(
      "s3://audit/k/", "--request-payer", "requester", "--expected-bucket-owner", "123456789012",
      environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    for asked in try server.asked() {
      #expect(asked.header("x-amz-request-payer") == "requester")
      #expect(asked.header("x-amz-expected-bucket-owner") == "123456789012")
    }
    let wrong = try scene.ship("s3://audit/k/", "--expected-bucket-owner", "12345", environment: variables(server))
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("an AWS account's twelve digits"), "\(wrong.errors)")
  }
}
