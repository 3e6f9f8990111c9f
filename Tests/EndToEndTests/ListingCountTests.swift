import Foundation
import Support
import Testing

@Suite("A listing that fails on its way")
struct ListingCountTests {
  /// A page of a listing: keys, folders, and whether another page follows.
  private static func page(
    _ keys: [String] = [], folders: [String] = [], isLast: Bool = true
  ) -> StandInServer.Act {
    let contents = keys.map {
      "<Contents><Key>\($0)</Key><LastModified>2026-11-24T03:00:00.000Z</LastModified><ETag>e</ETag><Size>9</Size>"
        + "<StorageClass>STANDARD</StorageClass></Contents>"
    }
    let prefixes = folders.map { "<CommonPrefixes><Prefix>\($0)</Prefix></CommonPrefixes>" }
    let next = isLast ? "" : "<NextContinuationToken>more</NextContinuationToken>"
    return .answer(
      200, ["Content-Type": "application/xml"],
      "<ListBucketResult><IsTruncated>\(!isLast)</IsTruncated>\(next)\((contents + prefixes).joined())</ListBucketResult>"
    )
  }

  private static let denied = StandInServer.Act.answer(
    403, ["Content-Type": "application/xml"], "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
  )

  @Test(
    "has counted what it passed over until then",
    arguments: [
      ("s3://audit/k/", [page(["k/a.txt", "k/b.txt"], isLast: false)], ["otherNames": 2]),
      (
        "s3://audit/k/{yyyy}/",
        [
          page(folders: ["k/2025/", "k/2026/", "k/other/"]), page(["k/2025/a.txt"]),
          page(["k/2026/a.txt"], isLast: false),
        ],
        ["otherNames": 2, "otherFolders": 1]
      ),
    ] as [(String, [StandInServer.Act], [String: Double])])
  func counts(_ source: String, _ pages: [StandInServer.Act], _ skipped: [String: Double]) throws {
    let scene = try Scene()
    let server = try StandInServer(pages + [Self.denied])
    let run = try scene.ship(source, environment: variables(server))
    #expect(run.status == 77, "\(run.errors)")
    #expect(try run.report["skipped"] == .object(skipped.mapValues { .number($0) }))
  }
}
