import Foundation
import Support
import Testing

@Suite("S3")
struct S3Tests {
  @Test("a literal prefix, with the names of a folder and those without an extension")
  func prefix() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    for (key, user) in [
      ("keys/2026-11-24.json", "a"), ("keys/sub/b.csv", "b"), ("keys/firehose-1-2026-11-24-abc", "c"),
      ("keys/readme.txt", "x"), ("keysmith.json", "d"), ("other/e.json", "x"), ("keys/.hidden.json", "x"),
    ] {
      let text = key.hasSuffix(".csv") ? "loggedDate,user\n2026-11-24,\(user)\n" : report(user)
      try server.put(key, Data(text.utf8), in: "audit")
    }
    try server.put("keys/folder/", Data(), in: "audit")
    try server.put("keys/empty.json", Data(), in: "audit")
    let run = try scene.ship("s3://audit/keys", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").sorted() == ["a", "b", "c", "d"])
    #expect(try scene.stored("RecordSource_s").contains("s3://audit/keys/firehose-1-2026-11-24-abc"))
    #expect(try run.report["skipped"] == .object(["emptyObjects": 1, "folderMarkers": 1, "otherNames": 2]))
  }

  @Test("keys with awkward names, from moto and from rclone")
  func awkwardKeys() throws {
    let scene = try Scene()
    let moto = try MotoServer(buckets: ["audit"])
    let names = [
      "a b.json", "a+b.json", "a=b&c.json", "100%.json", "a//b.json", "../up.json", "'q\".json", "🔑.json", "\u{1}.json",
    ]
    for (index, name) in names.enumerated() {
      try moto.put("p/\(name)", Data(report("user\(index)").utf8), in: "audit")
    }
    let first = try scene.ship("s3://audit/p/", environment: variables(moto))
    #expect(first.status == 0, "\(first.errors)")
    #expect(try scene.stored("UserName_s").count == names.count)

    let other = try Scene()
    let rclone = try RcloneServer(bucket: "audit")
    let plain = ["a b.json", "a+b.json", "a=b&c.json", "100%.json", "🔑.json"]
    for (index, name) in plain.enumerated() {
      _ = try rclone.folder.write("audit/p/\(name)", text: report("user\(index)"))
    }
    let second = try other.ship(
      "s3://audit/p/",
      environment: [
        "AWS_ENDPOINT_URL": rclone.url, "AWS_ACCESS_KEY_ID": rclone.accessKeyId,
        "AWS_SECRET_ACCESS_KEY": rclone.secretAccessKey,
      ])
    #expect(second.status == 0, "\(second.errors)")
    #expect(Set(try other.stored("RecordSource_s")) == Set(plain.map { "s3://audit/p/\($0)" }))
  }

  @Test("gzip objects, told by content")
  func gzip() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    let file = try scene.folder.write("in.json", text: reports(1000))
    _ = try BuiltBinary.runTool("gzip", [file])
    try server.put("p/object", Data(contentsOf: URL(fileURLWithPath: "\(file).gz")), in: "audit")
    #expect(try scene.ship("s3://audit/p/", environment: variables(server)).status == 0)
    #expect(try scene.stored("UserName_s").count == 1000)
  }

  @Test("a profile of the shared files, home from the user database")
  func profile() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("p/a.json", Data(report().utf8), in: "audit")
    let text = """
      [audit]
      aws_access_key_id = \(server.accessKeyId)
      aws_secret_access_key = \(server.secretAccessKey)
      """
    let file = try scene.folder.write("credentials", text: text)
    let run = try scene.ship(
      "s3://audit/p/", "--aws-profile", "audit", "--aws-endpoint", server.url,
      environment: ["AWS_SHARED_CREDENTIALS_FILE": file])
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("without credentials: 77 and the reason of each provider")
  func noCredentials() throws {
    let scene = try Scene()
    let run = try scene.ship("s3://audit/p/", "--aws-endpoint", "http://127.0.0.1:1")
    #expect(run.status == 77)
    #expect(run.errors.contains("AWS_ACCESS_KEY_ID is not set"))
    #expect(run.errors.contains("profile"))
  }

  @Test("a key that may not list: 77, and a secret that is wrong: 77")
  func refused() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    let stranger = try scene.ship(
      "s3://audit/p/",
      environment: [
        "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": server.strangerKeyId,
        "AWS_SECRET_ACCESS_KEY": server.strangerSecret,
      ])
    #expect(stranger.status == 77)
    #expect(stranger.errors.contains("s3:ListBucket"))
    let wrong = try scene.ship(
      "s3://audit/p/",
      environment: variables(server).merging(["AWS_SECRET_ACCESS_KEY": "wrong-secret-of-the-test"]) { $1 })
    #expect(wrong.status == 77)
    #expect(!wrong.errors.contains("wrong-secret-of-the-test"))
  }

  @Test("a bucket that is not there: 66; a prefix where nothing matches is told")
  func absent() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    let bucket = try scene.ship("s3://no-such-bucket/p/", environment: variables(server))
    #expect(bucket.status == 66)
    #expect(bucket.errors.contains("there is no such bucket"))
    let prefix = try scene.ship("s3://audit/none/", environment: variables(server))
    #expect(prefix.status == 0)
    #expect(prefix.errors.contains("nothing to ship in s3://audit/none/"))
  }

  @Test("plain HTTP to another host than this one only with aws.allowPlainHTTP")
  func plainHTTP() throws {
    let scene = try Scene()
    let run = try scene.ship(
      "s3://audit/p/",
      environment: [
        "AWS_ENDPOINT_URL_S3": "http://192.0.2.1:9", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "x",
      ])
    #expect(run.status == 78)
    #expect(run.errors.contains("192.0.2.1") && run.errors.contains("aws.allowPlainHTTP"), "\(run.errors)")

    // A host that only a proxy can reach: with the setting the request is made, and the proxy sees it.
    let proxy = try PythonServer(text: "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    let allowed = try scene.ship(
      "s3://audit/p/", "--aws-allow-plain-http",
      environment: [
        "AWS_ENDPOINT_URL_S3": "http://minio.invalid:9000", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "x", "http_proxy": proxy.url,
      ])
    #expect(allowed.status == 66)
    #expect(try proxy.requests(1).first?.lines.first?.hasPrefix("GET http://minio.invalid:9000/audit?") == true)
  }
}
