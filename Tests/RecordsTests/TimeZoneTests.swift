import Foundation
import Testing

@testable import Records

/// Field case f05: bare dates became text columns, and times without a zone were read in that of the host.
@Suite("The host's time zone")
struct TimeZoneTests {
  /// A report of the 2019 Lambda.
  static let lambda =
    #"{"loggedDate": "2026-11-22", "user": "ann", "account_number": "123456789012", "AccessKeyId": "AKIA...ANN1", "#
    + #""CreateDate": "2026-11-21T23:30:00", "LastUsedDate": "2026-11-22T00:10:00", "Region": "us-east-1", "#
    + #""Status": "Active", "ServiceName": "s3"}"#

  @Test("has no part in any column")
  func independent() throws {
    #expect(
      try mapped(Self.lambda)
        == #"{"EventTime":"2026-11-22T00:00:00Z","AccountId":"123456789012","UserName":"ann","#
        + #""AccessKeyId":"AKIA...ANN1","Status":"Active","CreateDate":"2026-11-21T23:30:00Z","#
        + #""LastUsedDate":"2026-11-22T00:10:00Z","LastUsedRegion":"us-east-1","LastUsedService":"s3","#
        + #""KeyAgeDays":1,"DaysSinceLastUse":0,"RecordSource":"test","RecordId":"rso4vezhquzhhlivpcmdlgeodll"}"#)
  }

  @Test("cannot be read by the code that maps")
  func unreachable() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Records")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var imports: Set<Substring> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      imports.formUnion(text.matches(of: /import (\w+)/).map(\.1))
      #expect(text.firstMatch(of: /\b(localtime|mktime|tzset|strftime|strptime|getenv)/) == nil, "\(file)")
    }
    #expect(imports == ["CSimdJSON", "CTextScan", "CZlib", "Digest", "Glibc"])
  }
}
