import Foundation
import Support
import Testing
import Transport

// libcurl reads the proxy variables from the process's own environment, so each test has a process of its own.
@Suite("A proxy")
struct ProxyTests {
  @Test("that wants credentials is named as the one who does, its password hidden", arguments: ["http", "https"])
  func asksForCredentials(scheme: String) async throws {
    let server = try PythonServer(
      text: "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", then: .close)
    let port = server.port
    await #expect(processExitsWith: .success) { [port = port as Int, scheme = scheme as String] in
      setenv("\(scheme)_proxy", "http://ann:hunter2@127.0.0.1:\(port)", 1)
      let error = HTTPClient.test(rule: .any).failure(Request(.get, "\(scheme)://logship.invalid/"))
      #expect(error?.phase == .proxy)
      #expect(error?.isTransient == false)
      #expect(error?.reason == "the proxy http://***@127.0.0.1:\(port) asks for credentials (407)")
    }
    let first = try #require(server.requests(1).first?.lines.first)
    #expect(
      first == (scheme == "https" ? "CONNECT logship.invalid:443 HTTP/1.1" : "GET http://logship.invalid/ HTTP/1.1"))
  }

  @Test(
    "that refuses to connect us is worth another try only where the trouble is behind it",
    arguments: [(403, false), (400, false), (502, true), (503, true), (504, true)])
  func refuses(status: Int, isTransient: Bool) async throws {
    let server = try PythonServer(text: "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n", then: .close)
    let port = server.port
    await #expect(processExitsWith: .success) {
      [port = port as Int, status = status as Int, isTransient = isTransient as Bool] in
      setenv("https_proxy", "http://127.0.0.1:\(port)", 1)
      let error = HTTPClient.test().failure(Request(.get, "https://logship.invalid/"))
      #expect(error?.phase == (isTransient ? .connect : .proxy))
      #expect(error?.isTransient == isTransient)
      #expect(error?.reason == "the proxy http://127.0.0.1:\(port) refused to connect us (\(status))")
    }
  }

  @Test(
    "that cannot be understood is not shown, for any of it may be the password",
    arguments: [
      "u:SECRETPW", "http://u:SECRETPW", "http://u:SEC'RETPW", "u:'SECRETPW'", "SECRETPW://x", "http://u:SECRET\"PW",
      "u:\(String(repeating: "SECRETPW", count: 50))'SECRETPW",
    ])
  func isNotQuoted(proxy: String) async throws {
    await #expect(processExitsWith: .success) { [proxy = proxy as String] in
      setenv("https_proxy", proxy, 1)
      let error = HTTPClient.test().failure(Request(.get, "https://logship.invalid/"))
      #expect(error?.reason.contains("proxy") == true)
      #expect(error?.description.contains("SEC") == false, "\(error?.description ?? "")")
      #expect(error?.isTransient == false, "it cannot be understood the next time either")
    }
  }

  @Test("that breaks off is a failed connection")
  func breaksOff() async throws {
    let server = try PythonServer(text: "", then: .reset)
    let port = server.port
    await #expect(processExitsWith: .success) { [port = port as Int] in
      setenv("https_proxy", "http://127.0.0.1:\(port)", 1)
      let error = HTTPClient.test().failure(Request(.get, "https://logship.invalid/"))
      #expect(error?.phase == .connect)
    }
  }

  @Test("never sees plain HTTP to this machine or to a host of the rule")
  func isAvoided() async throws {
    let proxy = try PythonServer(text: Answer.ok)
    let server = try PythonServer(text: Answer.ok)
    let (proxyPort, port) = (proxy.port, server.port)
    await #expect(processExitsWith: .success) { [proxyPort = proxyPort as Int, port = port as Int] in
      setenv("http_proxy", "http://127.0.0.1:\(proxyPort)", 1)
      setenv("no_proxy", "", 1)
      for rule in [PlainHTTPRule.loopbackOnly, .any] {
        #expect(HTTPClient.test(rule: rule).failure(Request(.get, "http://127.0.0.1:\(port)/")) == nil)
      }
      let client = HTTPClient.test(rule: .alsoHosts(["logship.invalid"]))
      #expect(client.failure(Request(.get, "http://logship.invalid/"))?.phase == .resolve)
    }
    #expect(try server.requests(2).count == 2)
    #expect(proxy.received.isEmpty)
  }
}
