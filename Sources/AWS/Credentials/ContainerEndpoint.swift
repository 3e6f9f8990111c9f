/// Where a container's key is asked for.
///
/// The rule of the AWS tools: over plain HTTP only this machine's own addresses and those of the two agents are asked,
/// for whoever answers there is trusted with a token.
struct ContainerEndpoint: Equatable {
  struct Refused: Error, Equatable {
    let reason: String
  }

  private static let agents: Set = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"]

  let url: String
  /// Without brackets and port.
  let host: String

  /// Reads a URL.
  ///
  /// - Throws: `Refused`, without the URL, whose path may be a secret.
  init(_ url: String) throws(Refused) {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Refused(reason: "has a character that no URL has")
    }
    guard let colon = url.firstRange(of: "://") else { throw Refused(reason: "has no http:// or https:// in front") }
    let scheme = url[..<colon.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { throw Refused(reason: "is neither http:// nor https://") }
    let authority = url[colon.upperBound...].prefix { !"/?#".contains($0) }.lowercased()
    // What is no letter of a host here may end one for libcurl, or begin it.
    guard Endpoint.isAuthority(authority) else { throw Refused(reason: "has no usable host") }
    let name =
      authority.first == "["
      ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    guard scheme == "https" || Self.agents.contains(String(name)) || Self.isLoopback(String(name)) else {
      throw Refused(
        reason: "names \(Words.printable(String(name))) over http://, where only this machine and the agents "
          + "169.254.170.2, 169.254.170.23 and fd00:ec2::23 are asked")
    }
    self.url = url
    host = String(name)
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "::1" || host == "0:0:0:0:0:0:0:1" { return true }
    // With a zero in front some read a number as octal.
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { part in
      part.first == "0" && part.count > 1 ? nil : UInt8(part)
    }
    return numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil)
  }
}
