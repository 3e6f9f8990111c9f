import Testing

@testable import Transport

@Suite("The target of a URL")
struct TargetTests {
  @Test(
    "is shown as scheme, host and port alone",
    arguments: [
      ("https://example.com", "https://example.com:443"),
      ("http://Example.COM/a?b#c", "http://example.com:80"),
      ("HTTPS://user:hunter2@example.com:8443/x", "https://example.com:8443"),
      ("https://[::1]:99/", "https://[::1]:99"),
      ("https://user:p%40ss@host/@", "https://host:443"),
    ])
  func hasEndpoint(url: String, endpoint: String) throws {
    #expect(try Target(url).endpoint == endpoint)
  }

  @Test(
    "is refused where the URL is none, without repeating it",
    arguments: [
      "", "hunter2", "//hunter2/x", "ftp://hunter2/", "file:///hunter2", "https://",
      "https://hunter2:99999/", "https://hunter2:x/", "https://hunter2/a b", "https://hunter2/\r\nX: y",
      "https://hunter2/\u{E9}", "https://hunter2/\0", "gopher://hunter2",
    ])
  func refuses(url: String) throws {
    let error = #expect(throws: TransportError.self) { try Target(url) }
    #expect(error?.phase == .request)
    #expect(error?.isTransient == false)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test(
    "knows this machine's own addresses",
    arguments: [
      ("http://localhost:1/", true), ("http://LOCALHOST/", true), ("http://127.0.0.1/", true),
      ("http://127.255.3.4/", true), ("http://127.1/", true), ("http://[::1]/", true),
      ("http://[0:0:0:0:0:0:0:1]/", true), ("http://128.0.0.1/", false), ("http://127.0.0.1.example.com/", false),
      ("http://localhost.example.com/", false), ("http://127.example/", false), ("http://0.0.0.0/", false),
      ("http://[::2]/", false), ("http://localhost@example.com/", false), ("http://10.0.0.1/", false),
    ])
  func knowsLoopback(url: String, expected: Bool) throws {
    #expect(try Target(url).isLoopback == expected)
  }

  @Test(
    "may be asked in plain HTTP by rule only, and past all proxies",
    arguments: [
      ("http://127.0.0.1/", .loopbackOnly, true), ("http://localhost/", .any, true),
      ("http://example.com/", .loopbackOnly, nil), ("http://example.com/", .any, false),
      ("http://example.com/", .alsoHosts(["other.com"]), nil),
      ("http://EXAMPLE.com/", .alsoHosts(["Example.com"]), true),
      ("http://169.254.169.254/", .alsoHosts(["169.254.169.254"]), true),
      ("http://[fd00:ec2::254]/", .alsoHosts(["fd00:ec2::254"]), true),
      ("http://sub.example.com/", .alsoHosts(["example.com"]), nil),
      ("https://example.com/", .loopbackOnly, false), ("https://localhost/", .loopbackOnly, false),
    ] as [(String, PlainHTTPRule, Bool?)])
  func keepsRule(url: String, rule: PlainHTTPRule, avoidsProxies: Bool?) throws {
    let target = try Target(url)
    if let avoidsProxies {
      #expect(try target.mustAvoidProxies(under: rule) == avoidsProxies)
    } else {
      let error = #expect(throws: TransportError.self) { try target.mustAvoidProxies(under: rule) }
      #expect(error?.phase == .request)
    }
  }
}

@Suite("Messages")
struct MessageTests {
  @Test(
    "hide user and password of URLs",
    arguments: [
      ("no URL here", "no URL here"),
      ("proxy http://u:hunter2@host:3128 failed", "proxy http://***@host:3128 failed"),
      ("scheme for 'socks9://u:hunter2@host'", "scheme for 'socks9://***@host'"),
      ("syntax in 'u:hunter2@host'", "syntax in '***@host'"),
      ("http://u:hun@ter2/@host and https://v:w@x", "http://***@x"),
    ])
  func maskUserInfo(text: String, masked: String) {
    #expect(maskingUserInfo(text) == masked)
  }

  @Test("write durations in seconds", arguments: [(60_000, "60 s"), (250, "0.25 s"), (1500, "1.5 s"), (7, "0.007 s")])
  func writeDurations(milliseconds: Int, text: String) {
    #expect(Duration.milliseconds(milliseconds).inSeconds == text)
  }
}

@Suite("The trust store")
struct TrustStoreTests {
  static let all = ["CURL_CA_BUNDLE": "/curl", "SSL_CERT_FILE": "/file", "SSL_CERT_DIR": "/dir"]

  @Test(
    "is chosen as the curl tool chooses it",
    arguments: [
      ("/set", all, "/set", nil), (nil, all, "/curl", nil),
      (nil, ["SSL_CERT_FILE": "/file", "SSL_CERT_DIR": "/dir"], "/file", "/dir"),
      (nil, ["CURL_CA_BUNDLE": "", "SSL_CERT_DIR": "/dir"], nil, "/dir"), (nil, [:], nil, nil),
    ] as [(String?, [String: String], String?, String?)])
  func isChosen(caFile: String?, environment: [String: String], file: String?, folder: String?) {
    let store = TrustStore(HTTPClientOptions(userAgent: "test", caFile: caFile, environment: environment))
    #expect(store.file == file)
    #expect(store.folder == folder)
  }
}
