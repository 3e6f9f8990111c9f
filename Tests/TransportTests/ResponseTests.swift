import Foundation
import Support
import Testing
import Transport

@Suite("A response")
struct ResponseTests {
  @Test("has its headers in order, names as sent, values without white space around them")
  func hasHeaders() throws {
    let server = try PythonServer(
      text:
        "HTTP/1.1 404 Not Found\r\nX-B:  two \r\nx-a:\tone\r\nX-B: three\r\nX-E:\r\nX-C: a:b\r\nContent-Length: 0\r\n\r\n"
    )
    let response = try HTTPClient.test().send(Request(.get, server.url))
    #expect(response.status == 404)
    #expect(
      response.head.headers == [
        Header("X-B", "two"), Header("x-a", "one"), Header("X-B", "three"), Header("X-E", ""), Header("X-C", "a:b"),
        Header("Content-Length", "0"),
      ])
    #expect(response.header("X-A") == "one")
    #expect(response.header("x-b") == "two")
    #expect(response.header("x-none") == nil)
  }

  @Test("is the final one behind interim ones")
  func isFinal() throws {
    let server = try PythonServer(
      text: "HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\nHTTP/1.1 201 Created\r\nX-B: 2\r\nContent-Length: 0\r\n\r\n")
    let response = try HTTPClient.test().send(Request(.get, server.url))
    #expect(response.status == 201)
    #expect(response.head.headers.map(\.name) == ["X-B", "Content-Length"])
  }

  @Test("is put together from chunks, its trailer left out")
  func isUnchunked() throws {
    let server = try PythonServer(text: Answer.chunked)
    let response = try HTTPClient.test().send(Request(.get, server.url))
    #expect(response.text == "hello, world")
    #expect(response.header("X-Trailer") == nil)
  }

  @Test("is not decoded, whatever its encoding is said to be")
  func isNotDecoded() throws {
    let server = try PythonServer(
      text: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain")
    #expect(try HTTPClient.test().send(Request(.get, server.url)).text == "plain")
  }

  @Test("is not a redirect's target", arguments: [301, 302, 307, 308])
  func isNotFollowed(status: Int) throws {
    let server = try PythonServer(
      text: "HTTP/1.1 \(status) Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    #expect(try HTTPClient.test().send(Request(.get, server.url)).status == status)
    #expect(try server.requests(1).count == 1)
  }

  @Test("to HEAD has a length and no body")
  func hasNoBody() throws {
    let server = try PythonServer(text: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    let response = try HTTPClient.test().send(Request(.head, server.url))
    #expect(response.header("content-length") == "1000")
    #expect(response.body.isEmpty)
  }
}

@Suite("An answer beyond the limit that may be cut off")
struct CutOffTests {
  private static func request(_ url: String, bodyBytes: Int = 1) -> Request {
    Request(
      .post, url, body: .bytes([UInt8](repeating: 1, count: bodyBytes)), maxResponseBytes: 10,
      answerBeyondLimit: .cutOff)
  }

  @Test("counts with its beginning, however long it is", arguments: [10, 11, 100_000, 20_000_000])
  func counts(length: Int) throws {
    let server = try PythonServer(
      text: "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n0123456789"
        + String(repeating: "x", count: length - 10))
    let client = HTTPClient.test()
    for _ in 0..<2 {
      let response = try client.send(Self.request(server.url))
      #expect(response.status == 200)
      #expect(response.text == "0123456789")
    }
  }

  @Test("is not waited for when it does not end")
  func isNotWaitedFor() throws {
    let server = try PythonServer(
      text: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789x", then: .hold)
    #expect(try HTTPClient.test(stall: .seconds(30)).send(Self.request(server.url)).text == "0123456789")
  }

  @Test("is the end of its connection")
  func endsConnection() throws {
    let server = try PythonServer(text: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789x")
    let client = HTTPClient.test()
    for _ in 0..<2 { _ = try client.send(Self.request(server.url)) }
    #expect(try server.requests(2).map(\.connection) == [1, 2])
  }

  @Test("is no acceptance of a body that never arrived, and still a refusal", arguments: [(200, false), (413, true)])
  func earlyAnswer(status: Int, isTaken: Bool) throws {
    let server = try PythonServer(
      text: "HTTP/1.1 \(status) X\r\nContent-Length: 100\r\n\r\n\(String(repeating: "x", count: 100))", at: .head,
      then: .linger)
    let request = Self.request(server.url, bodyBytes: 20_000_000)
    if isTaken {
      #expect(try HTTPClient.test().send(request).status == status)
    } else {
      #expect([.send, .receive].contains(HTTPClient.test().failure(request)?.phase))
    }
  }
}

@Suite("A response stream")
struct ResponseStreamTests {
  static let body = Bytes.varied(about: 8_000_000)

  static func answer() -> Data {
    Data("HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
  }

  @Test("gives the body whole, by pieces of any size", arguments: [1 << 10, 65_537, 3_000_000, 20_000_000])
  func givesBody(size: Int) throws {
    let server = try PythonServer(answer: Self.answer())
    let stream = try HTTPClient.test().open(Request(.get, server.url))
    #expect(stream.head.status == 200)
    #expect(stream.head.header("x-a") == "1")
    #expect(try stream.readAll(by: size) == Self.body)
  }

  @Test("gives 0 at its end, again and again, and after it was closed")
  func endsForGood() throws {
    let server = try PythonServer(text: Answer.chunked)
    let stream = try HTTPClient.test().open(Request(.get, server.url))
    #expect(try stream.readAll() == Array("hello, world".utf8))
    #expect(try stream.readAll() == [])
    stream.close()
    stream.close()
    #expect(try stream.readAll() == [])
  }

  @Test("is not stalled by a reader that takes its time")
  func waitsForReader() throws {
    let server = try PythonServer(answer: Self.answer())
    let stream = try HTTPClient.test(stall: .milliseconds(300)).open(Request(.get, server.url))
    usleep(700_000)
    #expect(try stream.readAll() == Self.body)
  }

  @Test("fails where the body is cut short, after what came", arguments: [PythonServer.Ending.close, .reset])
  func failsWhenCut(ending: PythonServer.Ending) throws {
    let server = try PythonServer(text: Answer.half, then: ending)
    let stream = try HTTPClient.test().open(Request(.get, server.url))
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
    #expect(buffer[..<count] == Array("0123456789".utf8)[...])
    for _ in 0..<2 {
      let error = #expect(throws: TransportError.self) { try stream.readAll() }
      #expect(error?.phase == .receive)
    }
  }

  @Test("fails where nothing moves any more")
  func failsWhenStalled() throws {
    let server = try PythonServer(text: Answer.half, then: .hold)
    let stream = try HTTPClient.test(stall: .milliseconds(300)).open(Request(.get, server.url))
    let error = #expect(throws: TransportError.self) { try stream.readAll() }
    #expect(error?.phase == .stall)
  }

  @Test("may take as long as its bytes keep coming")
  func maySlowlyCome() throws {
    let text = String(repeating: "x", count: 120)
    let server = try PythonServer(
      text: "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)", dripping: .body)
    let stream = try HTTPClient.test(stall: .milliseconds(300)).open(Request(.get, server.url))
    #expect(try stream.readAll() == Array(text.utf8))
  }

  @Test("does not begin where the head drips without end")
  func headDrips() throws {
    let server = try PythonServer(text: Answer.dripping, dripping: .head)
    let client = HTTPClient.test(stall: .milliseconds(300))
    let error = #expect(throws: TransportError.self) { try client.open(Request(.get, server.url)) }
    #expect(error?.phase == .stall)
    #expect(error?.reason.hasPrefix("the answer was not complete after 1.5 s, though ") == true)
  }

  @Test("whose rest is asked for gives no more than enough, and not for ever")
  func rest() throws {
    let server = try PythonServer(text: Answer.ok)
    #expect(try HTTPClient.test().open(Request(.get, server.url)).readRest(max: 100) == Array("ok".utf8))
    let text = String(repeating: "x", count: 100_000)
    let large = try PythonServer(text: "HTTP/1.1 500 Odd\r\nContent-Length: 100000\r\n\r\n\(text)")
    #expect(try HTTPClient.test().open(Request(.get, large.url)).readRest(max: 100).count <= 16 << 10)
    let dripping = try PythonServer(
      text: "HTTP/1.1 500 Odd\r\nContent-Length: 100000\r\n\r\n\(text)", dripping: .body)
    let stream = try HTTPClient.test(stall: .milliseconds(300)).open(Request(.get, dripping.url))
    let error = #expect(throws: TransportError.self) { try stream.readRest(max: 1000) }
    #expect(error?.phase == .stall)
  }

  @Test("does not begin where no head comes", arguments: [PythonServer.Ending.close, .reset, .hold])
  func doesNotBegin(ending: PythonServer.Ending) throws {
    let server = try PythonServer(text: "", then: ending)
    let client = HTTPClient.test(stall: .milliseconds(300))
    let error = #expect(throws: TransportError.self) { try client.open(Request(.get, server.url)) }
    #expect(error?.phase == (ending == .hold ? .stall : .noAnswer))
  }

  @Test("takes a body along")
  func takesBody() throws {
    let server = try PythonServer(text: Answer.ok)
    let stream = try HTTPClient.test().open(Request(.post, server.url, body: .bytes([1, 2, 3])))
    #expect(try stream.readAll() == Array("ok".utf8))
    #expect(try server.requests(1).map { Array($0.body) } == [[1, 2, 3]])
  }
}
