import Support
import Testing
import Transport

@testable import AzureMonitor

@Suite("Turns to send to a rule")
struct LogsIngestionPaceTests {
  private let client: LogsIngestionClient

  init() throws {
    let scene = try TokenScene()
    client = LogsIngestionClient(
      LogsIngestionConfiguration(
        endpoint: "https://rule.invalid", ruleID: "dcr-1", packsBodies: true, packing: .sent, maxTimeSpan: nil),
      token: scene.held(scene.secretSignIn), http: HTTPClient(HTTPClientOptions(userAgent: "test")), now: scene.now)
  }

  /// How many requests of so many bytes are sent at once.
  private func turns(_ bytes: Int) -> Int { (0..<20_000).prefix { _ in client.turn(for: bytes) == nil }.count }

  @Test("are given for a little under 12,000 requests a minute")
  func requests() { #expect((11_000..<12_000).contains(turns(100))) }

  @Test("are given for a little under 2 GB a minute")
  func bytes() { #expect((1_800..<2_000).contains(turns(1_000_000))) }
}
