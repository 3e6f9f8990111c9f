import CCurl

/// The place a URL points to, as libcurl's own parser understands it, so that what is checked is what is contacted.
struct Target: Equatable {
  let scheme: String
  /// Lower case; an IPv6 address is in brackets.
  let host: String
  let port: String

  /// Scheme, host and port, fit to be shown.
  var endpoint: String { "\(scheme)://\(host):\(port)" }

  /// Takes a URL apart.
  ///
  /// - Throws: `TransportError` of phase `request`. Its reason does not repeat the URL, which may hold a password.
  init(_ url: String) throws(TransportError) {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Self.refusal("the URL has a space, a control character or a letter outside ASCII: percent-encode it")
    }
    guard let parser = curl_url() else { throw Self.refusal("no memory for a URL") }
    defer { curl_url_cleanup(parser) }
    let code = curl_url_set(parser, CURLUPART_URL, url, UInt32(CURLU_PATH_AS_IS))
    guard code == CURLUE_OK else {
      throw Self.refusal("the URL cannot be understood: \(String(cString: curl_url_strerror(code)))")
    }
    guard let scheme = Self.part(CURLUPART_SCHEME, of: parser), scheme == "http" || scheme == "https" else {
      throw Self.refusal("the URL begins neither with https:// nor with http://")
    }
    guard let host = Self.part(CURLUPART_HOST, of: parser), let port = Self.part(CURLUPART_PORT, of: parser) else {
      throw Self.refusal("the URL names no host")
    }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
  }

  /// True where nothing leaves this machine.
  var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    // libcurl's parser has turned forms like 127.1 and 0x7f000001 into four decimal numbers.
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
  }

  /// Whether the rule lets a request go there, and whether it must keep off proxies.
  ///
  /// - Throws: `TransportError` of phase `request` for plain HTTP to a host that the rule does not name.
  func mustAvoidProxies(under rule: PlainHTTPRule) throws(TransportError) -> Bool {
    guard scheme == "http" else { return false }
    if isLoopback { return true }
    switch rule {
    case .any: return false
    case .alsoHosts(let hosts) where hosts.contains(where: { Self.bare($0) == Self.bare(host) }): return true
    case .alsoHosts, .loopbackOnly:
      throw TransportError(
        phase: .request, code: 0, reason: "http:// is taken for this machine's own addresses only; use https://",
        endpoint: endpoint)
    }
  }

  private static func bare(_ host: String) -> String {
    String(host.lowercased().drop { $0 == "[" }.prefix { $0 != "]" })
  }

  private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parser, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  private static func refusal(_ reason: String) -> TransportError {
    TransportError(phase: .request, code: 0, reason: reason, endpoint: "")
  }
}
