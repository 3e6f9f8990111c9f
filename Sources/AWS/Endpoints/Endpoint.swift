/// An endpoint that somebody gave in place of AWS's own, such as a MinIO server's or a test's.
public struct Endpoint: Sendable, Equatable {
  public let scheme: String
  /// Host in lower case, with its port if one was given.
  public let authority: String
  /// What stands before the bucket in each path: empty, or a path without a slash at its end.
  public let basePath: String

  /// The host alone, a literal IPv6 address in its brackets.
  var host: String {
    guard authority.last != "]", let colon = authority.lastIndex(of: ":") else { return authority }
    return String(authority[..<colon])
  }

  /// Reads `http(s)://host[:port][/path]`.
  ///
  /// - Throws: `AWSError.configuration`, which names the origin and what is wrong.
  public init(_ url: String, origin: String) throws(AWSError) {
    func refuse(_ why: String) -> AWSError {
      .configuration("\(origin) \(why); an endpoint looks like https://s3.example.com:9000")
    }
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw refuse("has a character that no URL has") }
    guard let colon = url.firstRange(of: "://") else { throw refuse("has no http:// or https:// in front") }
    let scheme = url[..<colon.lowerBound].lowercased()
    guard scheme == "https" || scheme == "http" else { throw refuse("is neither http:// nor https://") }
    let rest = url[colon.upperBound...]
    guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw refuse("has a query or a fragment") }
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash].lowercased()
    guard !authority.contains("@") else {
      throw refuse("holds a user or a password; give the key by the environment or a profile")
    }
    guard Self.isAuthority(authority) else { throw refuse("has no usable host and port") }
    var basePath = rest[slash...]
    while basePath.last == "/" { basePath.removeLast() }
    self.scheme = scheme
    self.authority = authority
    self.basePath = String(basePath)
  }

  /// Whether a text is a host with or without a port, and nothing that programs read in different ways.
  static func isAuthority(_ text: String) -> Bool {
    var host = Substring(text)
    var port: Substring?
    if text.first == "[" {
      guard let end = text.lastIndex(of: "]") else { return false }
      host = text[text.index(after: text.startIndex)..<end]
      let after = text[text.index(after: end)...]
      if !after.isEmpty {
        guard after.first == ":" else { return false }
        port = after.dropFirst()
      }
      guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return false }
    } else {
      if let colon = text.lastIndex(of: ":") {
        host = text[..<colon]
        port = text[text.index(after: colon)...]
      }
      guard host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }) else { return false }
    }
    guard !host.isEmpty else { return false }
    guard let port else { return true }
    return port.allSatisfy(\.isNumber) && (UInt16(port) ?? 0) > 0
  }
}
