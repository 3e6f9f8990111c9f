import Foundation
import Support
import Testing

@Suite("S3 objects in archives")
struct ArchiveTests {
  private static let archived: [(key: String, storageClass: String)] = [
    ("a.json", "GLACIER"), ("b.json", "STANDARD"), ("c.json", "DEEP_ARCHIVE"), ("d.json", "GLACIER_IR"),
    ("e.json", "GLACIER"),
  ]

  private func server() throws -> MotoServer {
    let server = try MotoServer(buckets: ["audit"])
    for (key, storageClass) in Self.archived {
      try server.put("k/\(key)", Data(report(key).utf8), in: "audit", storageClass: storageClass)
    }
    return server
  }

  @Test("under a prefix they are passed over, counted by class, told once, and no error")
  func passedOver() throws {
    let scene = try Scene()
    let server = try server()
    let run = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == ["b.json", "d.json"])
    #expect(try run.report["archived"] == .object(["DEEP_ARCHIVE": 1, "GLACIER": 2]))
    #expect(try run.report["objects"] == 2)
    let warnings = run.errors.split(separator: "\n").filter { $0.contains("archive") && $0.contains("warning") }
    #expect(warnings.count == 1, "\(run.errors)")
    #expect(
      run.errors.contains(
        "3 objects lie in archives and were not read (1 DEEP_ARCHIVE, 2 GLACIER), the first of them s3://audit/k/a.json. "
          + "What is restored is shipped by the next run"), "\(run.errors)")
    let text = try scene.run("ship", "--reship", "s3://audit/k/", environment: variables(server))
    #expect(text.output.contains("left in archives: DEEP_ARCHIVE 1, GLACIER 2"), "\(text.output)")
  }

  @Test("with --fail-on-archived, or the setting, the rest is shipped and the run ends in 66")
  func failing() throws {
    let scene = try Scene()
    let server = try server()
    let run = try scene.ship("s3://audit/k/", "--fail-on-archived", environment: variables(server))
    #expect(run.status == 66)
    #expect(run.errors.contains("logship: 3 objects lie in archives and were not read"), "\(run.errors)")
    #expect(try scene.users() == ["b.json", "d.json"])
    let again = try scene.ship(
      "s3://audit/k/", environment: variables(server).merging(["LOGSHIP_S3_FAIL_ON_ARCHIVED": "true"]) { $1 })
    #expect(again.status == 66)
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 2]))
  }

  @Test("a source that names one ends in 66")
  func named() throws {
    let scene = try Scene()
    let server = try server()
    let run = try scene.ship("s3://audit/k/a.json", environment: variables(server))
    #expect(run.status == 66)
    #expect(
      run.errors.contains(
        "cannot read s3://audit/k/a.json: the object lies in an archive class GLACIER. Restore it first"),
      "\(run.errors)")
    #expect(try run.report["archived"] == .object([:]))
  }

  @Test("what was shipped before it went into an archive is known, and no warning")
  func shippedBefore() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("k/a.json", Data(report().utf8), in: "audit")
    #expect(try scene.ship("s3://audit/k/", environment: variables(server)).status == 0)
    try server.put("k/a.json", Data(report().utf8), in: "audit", storageClass: "DEEP_ARCHIVE")
    let again = try scene.ship("s3://audit/k/", "--fail-on-archived", environment: variables(server))
    #expect(again.status == 0, "\(again.errors)")
    #expect(try again.report["skipped"] == .object(["alreadyShipped": 1]))
    #expect(try again.report["archived"] == .object([:]))
  }

  @Test("once it is restored, the next run ships it")
  func restored() throws {
    let scene = try Scene()
    let (a, b) = (report("a"), report("b"))
    let archived = listing(Listed(key: "k/a.json", text: a, storageClass: "GLACIER"), Listed(key: "k/b.json", text: b))
    let status =
      "<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress>"
      + "<RestoreExpiryDate>2026-12-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus>"
    let restored = listing(
      Listed(key: "k/a.json", text: a, storageClass: "GLACIER", restore: status), Listed(key: "k/b.json", text: b))
    let server = try StandInServer(archived, archived, object(b), archived, restored, object(a))
    let first = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(try first.status == 0 && first.report["archived"] == .object(["GLACIER": 1]), "\(first.errors)")
    #expect(try scene.users() == ["b"])
    let second = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(second.status == 0, "\(second.errors)")
    #expect(try second.report["archived"] == .object([:]))
    #expect(try scene.users() == ["a", "b"])
    #expect(try server.asked().map { $0.target.hasPrefix("/audit?") } == [true, true, false, true, true, false])
  }

  @Test("a tier that only a GET meets counts as archived, under a prefix and by name")
  func tier() throws {
    let scene = try Scene()
    let refusal = StandInServer.Act.answer(
      403, [:],
      "<Error><Code>InvalidObjectState</Code><Message>The operation is not valid for the object's access tier</Message>"
        + "<StorageClass>INTELLIGENT_TIERING</StorageClass><AccessTier>ARCHIVE_ACCESS</AccessTier></Error>")
    let page = listing(Listed(key: "k/a.json", text: report(), storageClass: "INTELLIGENT_TIERING"))
    let server = try StandInServer(page, refusal, page, refusal)
    let prefix = try scene.ship("s3://audit/k/", environment: variables(server))
    #expect(prefix.status == 0, "\(prefix.errors)")
    #expect(try prefix.report["archived"] == .object(["INTELLIGENT_TIERING": 1]))
    let name = try scene.ship("s3://audit/k/a.json", environment: variables(server))
    #expect(name.status == 66 && name.errors.contains("Restore it first"), "\(name.errors)")
  }

  @Test("a date template is not complete while archived objects of it wait")
  func template() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit"])
    try server.put("k/2020/01/02/a.json", Data(report("a").utf8), in: "audit", storageClass: "GLACIER")
    let source = "s3://audit/k/{yyyy}/{MM}/{dd}/"
    #expect(try scene.ship(source, environment: variables(server)).status == 0)
    // Restored, as far as the listing shows it in moto: stored anew.
    try server.put("k/2020/01/02/a.json", Data(report("a").utf8), in: "audit")
    #expect(try scene.ship(source, environment: variables(server)).status == 0)
    #expect(try scene.users() == ["a"])
  }
}
