import Digest
import Support
import Testing
import Transport

@Suite("A request on the wire")
struct RequestTests {
  @Test("goes out as it was given, and with nothing else")
  func goesOutAsGiven() throws {
    let server = try PythonServer(text: Answer.ok)
    let headers = [
      Header("Content-Type", "application/json"), Header("x-ms-date", "Wed, 25 Nov 2026 12:00:00 GMT"),
      Header("Authorization", "SharedKey a:b="), Header("X-Empty", ""), Header("Log-Type", "T"),
    ]
    let response = try HTTPClient.test().send(
      Request(.post, "\(server.url)/a//b/../c%20d?x=1&y=%2F", headers: headers, body: .bytes(Array("[{}]".utf8))))
    #expect(response.status == 200)
    #expect(response.text == "ok")
    let received = try #require(server.requests(1).first)
    #expect(
      received.lines == [
        "POST /a//b/../c%20d?x=1&y=%2F HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "User-Agent: logship-test/1",
        "Content-Type: application/json", "x-ms-date: Wed, 25 Nov 2026 12:00:00 GMT", "Authorization: SharedKey a:b=",
        "X-Empty:", "Log-Type: T", "Content-Length: 4",
      ])
    #expect(Array(received.body) == Array("[{}]".utf8))
  }

  @Test(
    "has the length that its method asks for",
    arguments: [
      (.get, "", nil), (.head, "", nil), (.delete, "", nil), (.post, "", "0"), (.put, "", "0"), (.get, "abc", "3"),
      (.delete, "abc", "3"), (.post, "abc", "3"), (.put, "abc", "3"),
    ] as [(Request.Method, String, String?)])
  func hasLength(method: Request.Method, body: String, length: String?) throws {
    let server = try PythonServer(text: "HTTP/1.1 204 No Content\r\n\r\n")
    let response = try HTTPClient.test().send(
      Request(method, server.url + "/x", body: body.isEmpty ? .none : .bytes(Array(body.utf8))))
    #expect(response.status == 204)
    let received = try #require(server.requests(1).first)
    #expect(received.lines.first == "\(method.rawValue) /x HTTP/1.1")
    #expect(received.lines.first { $0.hasPrefix("Content-Length:") } == length.map { "Content-Length: \($0)" })
    #expect(received.lines.count == (length == nil ? 3 : 4))
    #expect(received.bodyBytes == body.utf8.count)
  }

  @Test("carries a large body that it borrows, whole and unchunked")
  func carriesLargeBody() throws {
    let server = try PythonServer(text: Answer.ok)
    let bytes = Bytes.varied(about: 5_000_000)
    let response = try HTTPClient.test().send(Request(.post, server.url, body: .borrowed(LentBytes(bytes))))
    #expect(response.status == 200)
    let received = try #require(server.requests(1).first)
    #expect(received.bodyBytes == bytes.count)
    #expect(received.bodySHA256 == Hex.encode(SHA256.hash(bytes)))
    #expect(!received.head.lowercased().contains("expect"))
    #expect(!received.head.lowercased().contains("transfer-encoding"))
  }

  @Test(
    "is refused where its headers would lie",
    arguments: [
      Header("X", "a\r\nY: b"), Header("X", "a\nb"), Header("X", "a\0b"), Header("X Y", "a"), Header("", "a"),
      Header("X:", "a"), Header("Transfer-Encoding", "chunked"), Header("Expect", "100-continue"),
      Header("Content-Length", "5"),
    ])
  func refusesHeaders(header: Header) throws {
    let error = HTTPClient.test().failure(Request(.post, "http://127.0.0.1:1/", headers: [header], body: .none))
    #expect(error?.phase == .request)
    #expect(error?.endpoint == "http://127.0.0.1:1")
  }

  @Test("is refused for a HEAD with a body")
  func refusesHeadWithBody() {
    #expect(HTTPClient.test().failure(Request(.head, "http://127.0.0.1:1/", body: .bytes([1])))?.phase == .request)
  }

  @Test("is refused over plain HTTP to another host, before anything is sent")
  func refusesPlainHTTP() {
    let error = HTTPClient.test().failure(Request(.get, "http://logship.invalid/"))
    #expect(error?.phase == .request)
    #expect(error?.reason.contains("https://") == true)
  }
}

@Suite("Connections")
struct ConnectionTests {
  @Test("are used again")
  func areReused() throws {
    let server = try PythonServer(text: Answer.ok)
    let client = HTTPClient.test()
    for _ in 0..<5 { #expect(try client.send(Request(.post, server.url, body: .bytes([1]))).status == 200) }
    #expect(try server.requests(5).map(\.connection) == [1, 1, 1, 1, 1])
  }

  @Test("are used again after a stream was read to its end, and not after one that was left")
  func areReusedAfterStreams() throws {
    let server = try PythonServer(text: Answer.ok)
    let client = HTTPClient.test()
    #expect(try client.open(Request(.get, server.url)).readAll() == Array("ok".utf8))
    _ = try client.send(Request(.get, server.url))
    #expect(try server.requests(2).map(\.connection) == [1, 1])
    let large = try PythonServer(
      text: "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + String(repeating: "x", count: 9_000_000))
    try client.open(Request(.get, large.url)).close()
    try client.open(Request(.get, large.url)).close()
    #expect(try large.requests(2).map(\.connection) == [1, 2])
  }

  @Test("that the server closed while idle are replaced without the caller noticing")
  func areReplaced() throws {
    // The server takes the second request on a connection and closes it unanswered, as one that lost the race does.
    let server = try PythonServer(text: Answer.ok, answersPerConnection: 1)
    let client = HTTPClient.test()
    for _ in 0..<3 { #expect(try client.send(Request(.get, server.url)).status == 200) }
    #expect(try server.requests(5).map(\.connection) == [1, 1, 2, 2, 3])
  }

  @Test(
    "that close before an answer are told to the caller who sent a body, not tried again", arguments: [1, 8_000_000])
  func bodyGoesOutOnce(size: Int) throws {
    let server = try PythonServer(text: Answer.ok, answersPerConnection: 1)
    let client = HTTPClient.test()
    let request = Request(.post, server.url, body: .bytes([UInt8](repeating: 1, count: size)))
    #expect(client.failure(request) == nil)
    let error = client.failure(request)
    #expect(error?.phase == .noAnswer)
    #expect(error?.isTransient == true)
    #expect(error?.reason == "the connection was closed without an answer")
    #expect(client.failure(request) == nil)
    #expect(try server.requests(3).map(\.bodyBytes) == [size, size, size])
  }

  @Test("that close before an answer are told as that when the server is then gone")
  func serverIsGone() throws {
    let server = try PythonServer(text: Answer.ok, answersPerConnection: 1, accepting: 1)
    let client = HTTPClient.test()
    let request = Request(.post, server.url, body: .bytes([1]))
    #expect(client.failure(request) == nil)
    #expect(client.failure(request)?.phase == .noAnswer)
    #expect(client.failure(request)?.phase == .connect)
  }

  @Test("are no more than the callers at one time")
  func areBounded() async throws {
    let server = try PythonServer(text: Answer.ok)
    let client = HTTPClient.test()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<10 { #expect((try? client.send(Request(.get, server.url)))?.status == 200) }
        }
      }
    }
    let connections = try server.requests(40).map(\.connection)
    #expect(connections.count == 40)
    #expect(Set(connections).count <= 4)
  }
}
