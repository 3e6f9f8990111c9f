import Glibc

/// The parts of a service's URL that decide whether it may be used.
struct EndpointURL: Sendable, Equatable {
  let isSecure: Bool
  /// Without brackets.
  let host: String

  /// Reads an absolute `http` or `https` URL, or gives nil.
  ///
  /// Spaces, control characters, backslashes, a query, a fragment and a host of anything but letters, digits and `-._` are
  /// refused: a service's endpoint has none, and programs differ in how they read them.
  init?(_ text: String) {
    let scheme = text.prefix { $0 != ":" }.lowercased()
    guard scheme == "https" || scheme == "http", text.dropFirst(scheme.count).hasPrefix("://"),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains(where: { "\\?#\"<>^`{|}".contains($0) })
    else { return nil }
    let authority = text.dropFirst(scheme.count + 3).prefix { $0 != "/" }
    let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
    guard let hostAndPort = parts.last, parts.count <= 2 else { return nil }
    let port: Substring
    if hostAndPort.hasPrefix("[") {
      guard let end = hostAndPort.firstIndex(of: "]") else { return nil }
      host = String(hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<end])
      port = hostAndPort[hostAndPort.index(after: end)...]
      guard port.isEmpty || port.hasPrefix(":"), Self.isAddress(host, family: AF_INET6) else { return nil }
    } else {
      host = String(hostAndPort.prefix { $0 != ":" })
      port = hostAndPort.dropFirst(host.count)
      guard host.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || "-._".contains($0) }) else { return nil }
    }
    guard !host.isEmpty, port.isEmpty || (1...65_535).contains(Int(port.dropFirst()) ?? 0) else { return nil }
    isSecure = scheme == "https"
  }

  /// True of 127.0.0.0/8, ::1 and the name localhost, and of nothing that merely begins or resolves like them.
  var isLoopback: Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    return host.hasPrefix("127.") && Self.isAddress(host, family: AF_INET)
  }

  private static func isAddress(_ text: String, family: Int32) -> Bool {
    var address = in6_addr()
    return inet_pton(family, text, &address) == 1
  }

  /// The URL with `***` in place of a password, and of a query, which may hold a signature.
  static func masked(_ url: String) -> String {
    guard let schemeEnd = url.firstRange(of: "://")?.upperBound else { return url }
    let text = url[schemeEnd...].firstIndex(of: "?").map { url[...$0] + "***" } ?? url
    guard let schemeEnd = text.firstRange(of: "://")?.upperBound else { return text }
    // A password may hold what ends an authority elsewhere: all up to the last `@` is taken for one.
    let rest = text[schemeEnd...]
    guard let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") else { return text }
    return text[...colon] + "***" + text[at...]
  }
}
