import Digest
import Support
import Synchronization
import Testing
import Transport

@testable import AzureMonitor

@Suite("Requests to the Data Collector API")
struct DataCollectorClientTests {
  private final class Body: BodyBytes {
    let text = Array("[{\"a\":1}]".utf8)
    var byteCount: Int { text.count }
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
      try text.withUnsafeBytes(body)
    }
  }

  private static let workspace = "5ce893d9-1111-4222-8333-444444444444"

  private func client(
    _ server: PythonServer, now: @escaping @Sendable () -> Int64 = { 1_795_640_400 },
    readKey: @escaping @Sendable () throws(KeyFailure) -> Secret = { Secret("aw==") }
  ) throws -> DataCollectorClient {
    try DataCollectorClient(
      DataCollectorConfiguration(
        workspaceID: Self.workspace, endpoint: server.url,
        resourceID: "/subscriptions/s/resourceGroups/g", timeColumn: "EventTime", key: Secret("aw=="), readKey: readKey),
      http: HTTPClient(HTTPClientOptions(userAgent: "logship/test")), now: now)
  }

  private func accepting() throws -> PythonServer {
    try PythonServer(text: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
  }

  @Test("carry what the reference asks for, and nothing is compressed")
  func headers() throws {
    let server = try accepting()
    #expect(try client(server).send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0) == .accepted)
    let lines = try #require(try server.requests(1).first).lines
    #expect(lines.first == "POST /api/logs?api-version=2016-04-01 HTTP/1.1")
    for line in [
      "Content-Type: application/json", "Log-Type: AWS_Access_Key_Report", "x-ms-date: Wed, 25 Nov 2026 21:00:00 GMT",
      "time-generated-field: EventTime", "x-ms-AzureResourceId: /subscriptions/s/resourceGroups/g",
      "User-Agent: logship/test", "Content-Length: 9",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
    #expect(!lines.contains { $0.lowercased().hasPrefix("content-encoding") })
  }

  @Test("are accepted by their status, however long a page comes with it")
  func longAnswer() throws {
    let page = String(repeating: "x", count: 2 << 20)
    let server = try PythonServer(text: "HTTP/1.1 200 OK\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)")
    #expect(try client(server).send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0) == .accepted)
  }

  @Test("are dated and signed for each attempt")
  func dates() throws {
    let server = try accepting()
    let clock = Atomic<Int64>(1_795_640_400)
    let client = try client(server, now: { clock.load(ordering: .relaxed) })
    _ = client.send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0)
    clock.store(1_795_640_401, ordering: .relaxed)
    _ = client.send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0)
    let requests = try server.requests(2)
    let dates = requests.map { $0.lines.first { $0.hasPrefix("x-ms-date") } }
    #expect(dates == ["x-ms-date: Wed, 25 Nov 2026 21:00:00 GMT", "x-ms-date: Wed, 25 Nov 2026 21:00:01 GMT"])
    #expect(Set(requests.map { $0.lines.first { $0.hasPrefix("Authorization") } }).count == 2)
  }

  @Test("are signed with a key that was changed, once it is read again")
  func keyReadAgain() throws {
    let server = try accepting()
    let key = Mutex("aw==")
    let client = try client(server, readKey: { Secret(key.withLock { $0 }) })
    _ = client.send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0)
    key.withLock { $0 = "bg==" }
    _ = client.send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0)
    #expect(client.readCredentialsAgain(refusedSince: .now) == .changed)
    _ = client.send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0)
    let signatures = try server.requests(3).map { $0.lines.first { $0.hasPrefix("Authorization") } }
    #expect(signatures[0] == signatures[1])
    #expect(signatures[1] != signatures[2])
  }

  @Test("go on with the key that was good where the new one is none")
  func keyGone() throws {
    let server = try accepting()
    let key = Mutex("aw==")
    let client = try client(server, readKey: { Secret(key.withLock { $0 }) })
    key.withLock { $0 = "no Base64" }
    #expect(
      client.readCredentialsAgain(refusedSince: .now) == .failed(KeyFailure(.configuration, "the key is not Base64")))
    #expect(client.send(Body(), to: "AWS_Access_Key_Report", silentCloses: 0) == .accepted)
  }

  @Test(
    "go to the cloud's own host",
    arguments: [
      (Cloud.public, "ods.opinsights.azure.com"), (.usGovernment, "ods.opinsights.azure.us"),
      (.china, "ods.opinsights.azure.cn"),
    ])
  func clouds(cloud: Cloud, host: String) {
    let configuration = DataCollectorConfiguration(
      workspaceID: Self.workspace, cloud: cloud, key: Secret(""), readKey: { Secret("") })
    #expect(configuration.url == "https://\(Self.workspace).\(host)/api/logs?api-version=2016-04-01")
  }

  @Test("show no key, wherever they are printed")
  func masked() throws {
    let key = try SharedKey(workspaceID: "w", key: Secret("c2VjcmV0"))
    var dumped = ""
    dump(key, to: &dumped)
    #expect("\(key)" == "***")
    #expect(!dumped.contains("115"))  // the first byte of what the key stands for
  }
}
