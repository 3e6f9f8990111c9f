import Digest

/// Where Entra ID is asked.
struct Authority {
  /// Scheme, host and port.
  let url: String

  /// `AZURE_AUTHORITY_HOST`, else the cloud's own.
  ///
  /// - Throws: `TokenFailure` of kind configuration where the variable is no address of a host alone. Plain HTTP is for
  ///   the client to refuse.
  init(_ surroundings: TokenSurroundings) throws(TokenFailure) {
    guard let given = surroundings.variable("AZURE_AUTHORITY_HOST") else {
      url = surroundings.cloud.authority
      return
    }
    let lower = given.lowercased()
    // A host alone is taken, as azure-identity does.
    let scheme = ["https://", "http://"].first(where: lower.hasPrefix) ?? ""
    var host = given.dropFirst(scheme.count)
    while let last = host.last, last == "/" || last == " " { host.removeLast() }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-.:[]".utf8.contains($0) }) else {
      throw TokenFailure(
        .configuration,
        "AZURE_AUTHORITY_HOST is not the address of a host, without a path, such as https://login.microsoftonline.com")
    }
    url = "\(scheme.isEmpty ? "https://" : scheme)\(host)"
  }

  /// Where tokens of a tenant are asked for; `tenant` is one that `ApplicationChoice` has checked.
  func tokenURL(_ tenant: String) -> String { "\(url)/\(tenant)/oauth2/v2.0/token" }
}
