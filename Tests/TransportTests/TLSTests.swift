import Foundation
import Support
import Testing
import Transport

@Suite("TLS")
struct TLSTests {
  static let authority = Result { try TestAuthority() }

  @Test(
    "is trusted by the setting and by the variables that the curl tool knows",
    arguments: [
      "caFile", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
    ])
  func isTrusted(way: String) throws {
    let authority = try Self.authority.get()
    let server = try NginxServer(authority)
    let client = HTTPClient.test(
      caFile: way == "caFile" ? authority.caFile : nil, environment: [way: authority.caFile])
    let response = try client.send(Request(.get, server.url + "/hello.txt"))
    #expect(response.status == 200)
    #expect(response.text == "hello\n")
  }

  @Test("is refused from an authority that is not trusted")
  func isRefused() throws {
    let server = try NginxServer(Self.authority.get())
    let error = HTTPClient.test().failure(Request(.get, server.url))
    #expect(error?.phase == .tls)
    #expect(error?.isTransient == false)
    #expect(error?.endpoint == "https://localhost:\(server.port)")
  }

  @Test("is refused under another name")
  func isRefusedByName() throws {
    let authority = try TestAuthority(names: "DNS:other.example")
    let server = try NginxServer(authority)
    let error = HTTPClient.test(caFile: authority.caFile).failure(Request(.get, server.url))
    #expect(error?.phase == .tls)
  }

  @Test("is refused below version 1.2")
  func isRefusedWhenOld() throws {
    let authority = try Self.authority.get()
    let server = try NginxServer(authority, protocols: "TLSv1 TLSv1.1")
    let error = HTTPClient.test(caFile: authority.caFile).failure(Request(.get, server.url))
    #expect(error?.phase == .tls)
  }

  @Test("is refused where the file of authorities cannot be read")
  func isRefusedWithoutFile() throws {
    let server = try NginxServer(Self.authority.get())
    let error = HTTPClient.test(caFile: "/nonexistent/ca.pem").failure(Request(.get, server.url))
    #expect(error?.phase == .tls)
    #expect(error?.reason.contains("/nonexistent/ca.pem") == true)
  }

  @Test("that breaks in the handshake is worth another try", arguments: [PythonServer.Ending.close, .reset])
  func brokenHandshake(ending: PythonServer.Ending) throws {
    let server = try PythonServer(text: "", at: .accept, then: ending)
    let error = HTTPClient.test().failure(Request(.get, "https://127.0.0.1:\(server.port)/"))
    #expect(error?.phase == .connect)
    #expect(error?.isTransient == true)
  }

  @Test("that is never begun by the server ends with the connect timeout")
  func handshakeTimesOut() throws {
    let server = try PythonServer(text: "", at: .accept, then: .hold)
    let client = HTTPClient.test(connect: .milliseconds(300))
    #expect(client.failure(Request(.get, "https://127.0.0.1:\(server.port)/"))?.phase == .connect)
  }

  @Test("spoken to a server that does not is refused")
  func notTLS() throws {
    let server = try PythonServer(text: "HTTP/1.1 400 Bad Request\r\n\r\n", at: .accept, then: .linger)
    #expect(HTTPClient.test().failure(Request(.get, "https://127.0.0.1:\(server.port)/"))?.phase == .tls)
  }

  @Test("carries a large body")
  func carriesLargeBody() throws {
    let authority = try Self.authority.get()
    let server = try NginxServer(
      authority, directives: "location / { return 200 $request_length; }")
    let client = HTTPClient.test(caFile: authority.caFile)
    let response = try client.send(Request(.post, server.url, body: .bytes(.init(repeating: 1, count: 8_000_000))))
    #expect(response.status == 200)
  }
}
