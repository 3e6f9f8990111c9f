import Foundation
import Support
import Testing

@Suite("TLS and proxies")
struct TLSTests {
  /// nginx with a certificate of an authority of the test's own, before the local workspace.
  private func front(_ scene: Scene, _ authority: TestAuthority) throws -> NginxServer {
    try NginxServer(
      authority,
      directives: """
        client_max_body_size 40m;
        location / { proxy_pass \(scene.workspace.endpoint); proxy_request_buffering off; }
        """)
  }

  @Test("the peer is verified: with the authority's certificate the records arrive, without it none leaves")
  func verified() throws {
    let scene = try Scene()
    let authority = try TestAuthority()
    let server = try front(scene, authority)
    let file = try scene.folder.write("keys.json", text: report())
    let strange = try scene.ship(file, environment: ["LOGSHIP_ENDPOINT": server.url])
    #expect(strange.status == 78)
    #expect(strange.errors.contains("certificate"))
    #expect(try scene.workspace.requests().isEmpty)
    let known = try scene.ship(
      file, "--tls-ca-file", authority.caFile, environment: ["LOGSHIP_ENDPOINT": server.url])
    #expect(known.status == 0, "\(known.errors)")
    #expect(
      try scene.ship(
        file, "--reship", environment: ["LOGSHIP_ENDPOINT": server.url, "SSL_CERT_FILE": authority.caFile]
      ).status
        == 0)
    #expect(try scene.stored("UserName_s") == ["ann", "ann"])
  }

  @Test("http:// to another host than this one is refused before any request")
  func plainHTTP() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: report())
    let run = try scene.ship(file, environment: ["LOGSHIP_ENDPOINT": "http://192.0.2.1:80"])
    #expect(run.status == 78)
  }

  @Test("a proxy that asks for credentials is named as the proxy, its password masked")
  func proxy() throws {
    let scene = try Scene()
    let proxy = try PythonServer(
      text: "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", at: .head)
    let file = try scene.folder.write("keys.json", text: report())
    let run = try scene.ship(
      file,
      environment: [
        "LOGSHIP_ENDPOINT": "https://workspace.invalid", "https_proxy": "http://user:hunter2@127.0.0.1:\(proxy.port)",
      ])
    #expect(run.status == 78)
    #expect(run.errors.contains("proxy"))
    #expect(run.errors.contains("407"))
    #expect(!run.errors.contains("hunter2"))
  }

  @Test(
    "a proxy that cannot be one ends the run at once", arguments: ["nonsense://", "host:99999", "ftp://127.0.0.1:3128"])
  func impossibleProxy(_ proxy: String) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: report())
    let run = try scene.ship(
      file, environment: ["LOGSHIP_ENDPOINT": "https://workspace.invalid", "https_proxy": proxy])
    #expect(run.status == 78)
    #expect(run.errors.contains("Unsupported proxy"), "\(run.errors)")
  }
}
