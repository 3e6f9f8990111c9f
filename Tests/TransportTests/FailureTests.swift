import Foundation
import Support
import Testing
import Transport

@Suite("A request that gets no answer")
struct FailureTests {
  @Test(
    "tells how far it came",
    arguments: [
      ("", .reset, .noAnswer), ("", .close, .noAnswer), (Answer.half, .close, .receive),
      (Answer.half, .reset, .receive), ("HTTP/1.1 200 OK\r\nConte", .close, .receive),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", .close, .receive),
      ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", .close, .receive),
      ("SSH-2.0-OpenSSH\r\n", .close, .receive),
    ] as [(String, PythonServer.Ending, TransportError.Phase)])
  func tellsPhase(answer: String, ending: PythonServer.Ending, phase: TransportError.Phase) throws {
    let server = try PythonServer(text: answer, then: ending)
    let error = HTTPClient.test().failure(Request(.post, server.url, body: .bytes([1])))
    #expect(error?.phase == phase)
    #expect(error?.isTransient == true)
    #expect(error?.reason.isEmpty == false)
    #expect(error?.endpoint == server.url)
  }

  @Test("is a failed connection where nobody listens")
  func nobodyListens() throws {
    let error = HTTPClient.test().failure(Request(.get, "http://127.0.0.1:\(try NginxServer.freePort())/secret?x=1"))
    #expect(error?.phase == .connect)
    #expect(error?.isTransient == true)
    #expect(error?.description.contains("secret") == false)
  }

  @Test("is an unknown name where there is none")
  func unknownName() {
    let error = HTTPClient.test().failure(Request(.get, "https://user:hunter2@logship.invalid/"))
    #expect(error?.phase == .resolve)
    #expect(error?.endpoint == "https://logship.invalid:443")
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test("breaks off when the server takes it and never answers")
  func neverAnswered() throws {
    let server = try PythonServer(text: "", then: .hold)
    let start = ContinuousClock.now
    let error = HTTPClient.test(stall: .milliseconds(300)).failure(Request(.post, server.url, body: .bytes([1])))
    #expect(error?.phase == .stall)
    #expect(error?.reason.hasPrefix("nothing moved for 0.3 s, after 1 bytes") == true)
    #expect(ContinuousClock.now - start > .milliseconds(290))
  }

  @Test("breaks off when its client is stopped, and nothing goes out after that")
  func stopped() throws {
    let server = try PythonServer(text: Answer.half, then: .hold)
    let client = HTTPClient.test(stall: .seconds(60))
    let stream = try client.open(Request(.get, server.url))
    let start = ContinuousClock.now
    let stopping = Thread {
      usleep(100_000)
      client.stop()
    }
    stopping.start()
    let error = #expect(throws: TransportError.self) { try stream.readAll() }
    #expect(error?.phase == .stopped && error?.isTransient == false)
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(client.failure(Request(.get, server.url))?.phase == .stopped)
  }

  @Test("breaks off when the server does not take the whole body")
  func bodyNotTaken() throws {
    let server = try PythonServer(text: "", at: .head, then: .hold)
    let body = [UInt8](repeating: 1, count: 30_000_000)
    let error = HTTPClient.test(stall: .milliseconds(300)).failure(Request(.post, server.url, body: .bytes(body)))
    #expect(error?.phase == .stall)
  }

  @Test("breaks off when the answer stops half way")
  func answerStops() throws {
    let server = try PythonServer(text: Answer.half, then: .hold)
    #expect(HTTPClient.test(stall: .milliseconds(300)).failure(Request(.get, server.url))?.phase == .stall)
  }

  @Test(
    "breaks off when the answer drips without end",
    arguments: [(.body, .head), (.body, .body), (.head, .body)] as [(PythonServer.Moment, PythonServer.Drip)])
  func answerDrips(moment: PythonServer.Moment, drip: PythonServer.Drip) throws {
    let server = try PythonServer(text: Answer.dripping, at: moment, dripping: drip)
    // The server that answers after the head never takes a body of this size.
    let body = [UInt8](repeating: 1, count: moment == .head ? 30_000_000 : 1)
    let start = ContinuousClock.now
    let error = HTTPClient.test(stall: .milliseconds(300)).failure(Request(.post, server.url, body: .bytes(body)))
    let time = ContinuousClock.now - start
    #expect(error?.phase == .stall)
    #expect(error?.reason.hasPrefix("the answer was not complete after 1.5 s, though ") == true)
    #expect(time > .milliseconds(1490) && time < .seconds(30))
  }

  @Test("takes no more of an answer than it was told to", arguments: [(10, true), (9, false)])
  func boundsBody(limit: Int, isTaken: Bool) throws {
    let server = try PythonServer(text: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")
    let error = HTTPClient.test().failure(Request(.get, server.url, maxResponseBytes: limit))
    #expect(error?.phase == (isTaken ? nil : .tooLarge))
    #expect(error?.isTransient != true)
  }

  @Test("takes no head without end", arguments: [(1000, 300), (150_000, 1), (20, 20_000)])
  func boundsHead(length: Int, count: Int) throws {
    let line = "X-Long: \(String(repeating: "x", count: length))\r\n"
    let server = try PythonServer(
      text: "HTTP/1.1 200 OK\r\n\(String(repeating: line, count: count))Content-Length: 0\r\n\r\n", then: .close)
    #expect(HTTPClient.test().failure(Request(.get, server.url))?.phase == .tooLarge)
  }
}

@Suite("An answer that comes early")
struct EarlyAnswerTests {
  static let body = [UInt8](repeating: 7, count: 20_000_000)

  @Test("counts, though the body was not sent to its end")
  func counts() throws {
    let server = try PythonServer(text: Answer.early, at: .head, then: .linger)
    let response = try HTTPClient.test().send(Request(.post, server.url, body: .bytes(Self.body)))
    #expect(response.status == 413)
    #expect(response.text == "too large")
  }

  @Test("counts when the server resets the connection before its own body is complete")
  func countsAfterReset() throws {
    let text = "HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nno"
    let server = try PythonServer(text: text, at: .head, then: .linger)
    let response = try HTTPClient.test().send(Request(.post, server.url, body: .bytes(Self.body)))
    #expect(response.status == 403)
    #expect(response.text == "no")
  }

  @Test(
    "does not count as acceptance of a body that never arrived",
    arguments: [
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.0 200 OK\r\n\r\n",
      "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    ])
  func acceptanceDoesNotCount(_ text: String) throws {
    let server = try PythonServer(text: text, at: .head, then: .linger)
    let error = HTTPClient.test().failure(Request(.post, server.url, body: .bytes(Self.body)))
    #expect([.send, .receive].contains(error?.phase))
  }
}
