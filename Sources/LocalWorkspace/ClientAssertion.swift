import Foundation

/// A JWT with which a client proves who it is (RFC 7523), its signature not verified.
///
/// Pages "Microsoft identity platform application authentication certificate credentials" and "Workload identity
/// federation".
struct ClientAssertion {
  private struct Header: Decodable {
    let alg: String
  }

  private struct Claims: Decodable {
    let aud: String
    let iss: String
    let sub: String
    let exp: Double
    let nbf: Double?
  }

  /// The audiences that a federated credential may have, one for each cloud.
  private static let federatedAudiences: Set<String> = [
    "api://AzureADTokenExchange", "api://AzureADTokenExchangeUSGov", "api://AzureADTokenExchangeChina",
  ]

  /// How far clocks may be apart, in seconds.
  private static let skew = 5 * 60.0

  private let header: Header
  private let claims: Claims

  /// An assertion as it was sent.
  ///
  /// - Throws: The refusal of what is no JWT.
  init(_ text: String) throws(Refusal) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].isEmpty, Self.decoded(parts[2]) != nil, let header = Self.decoded(parts[0]),
      let claims = Self.decoded(parts[1]), let header = try? JSONDecoder().decode(Header.self, from: header),
      let claims = try? JSONDecoder().decode(Claims.self, from: claims)
    else {
      throw EntraError.invalidAssertion.refusal(
        "JWT token is invalid or malformed: it needs three parts in base64url, with alg, aud, iss, sub and exp.")
    }
    self.header = header
    self.claims = claims
  }

  /// Checks everything but the signature.
  ///
  /// - Parameters:
  ///   - client: The client id of the request.
  ///   - tenant: The tenant of the request.
  ///   - now: The service's time in seconds since 1970.
  /// - Throws: The refusal for the first claim that is wrong.
  func check(client: String, tenant: String, now: Int) throws(Refusal) {
    try checkTime(now: Double(now))
    let isOwn = [claims.iss, claims.sub].contains { $0.lowercased() == client }
    if isOwn {
      try checkCertificate(client: client, tenant: tenant)
    } else {
      guard Self.federatedAudiences.contains(claims.aud) else {
        throw EntraError.wrongAudience.refusal(
          "No matching federated identity record found for presented assertion audience '\(claims.aud)'.")
      }
      guard !claims.iss.isEmpty, !claims.sub.isEmpty, header.alg == "RS256" else {
        throw EntraError.invalidAssertion.refusal(
          "A federated assertion needs an issuer, a subject and RS256, not '\(header.alg)'.")
      }
    }
  }

  private func checkTime(now: Double) throws(Refusal) {
    guard now < claims.exp + Self.skew, now >= (claims.nbf ?? now) - Self.skew else {
      func text(_ time: Double?) -> String {
        time.flatMap { Int(exactly: $0.rounded()) }.map { ISODateTime(seconds: $0).text } ?? "-"
      }
      throw EntraError.assertionExpired.refusal(
        """
        Client assertion is not within its valid time range. Current time: \(text(now)), assertion valid from \
        \(text(claims.nbf)), expiry time of assertion \(text(claims.exp)).
        """)
    }
  }

  /// An assertion that a client signs with its own certificate: it is its own issuer, and the tenant is the audience.
  private func checkCertificate(client: String, tenant: String) throws(Refusal) {
    guard claims.iss.lowercased() == client, claims.sub.lowercased() == client else {
      throw EntraError.wrongAssertionIdentity.refusal(
        "Client assertion application identifier doesn't match 'client_id' parameter.")
    }
    let audiences = ["/\(tenant)/oauth2/v2.0/token", "/\(tenant)/v2.0"]
    guard let path = URL(string: claims.aud)?.path, audiences.contains(path.lowercased()) else {
      throw EntraError.invalidAssertion.refusal("The audience '\(claims.aud)' is not this tenant's token endpoint.")
    }
    guard ["RS256", "PS256"].contains(header.alg) else {
      throw EntraError.invalidAssertion.refusal("The algorithm '\(header.alg)' is neither RS256 nor PS256.")
    }
  }

  private static func decoded(_ part: Substring) -> Data? {
    guard part.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || ColumnName.isLetterDigitUnderscore($0) }) else {
      return nil
    }
    let base64 = part.replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: base64 + String(repeating: "=", count: (4 - base64.count % 4) % 4))
  }
}
