import Digest
import FoundationEssentials

/// A JSON Web Token by which an application proves that it has the key of its certificate (Microsoft identity platform,
/// "Application authentication certificate credentials").
struct ClientAssertion {
  private struct Head: Encodable {
    let alg = "PS256"
    let typ = "JWT"
    let thumbprint: String

    enum CodingKeys: String, CodingKey {
      case alg, typ
      case thumbprint = "x5t#S256"
    }
  }

  private struct Claims: Encodable {
    let aud: String
    let iss: String
    let sub: String
    let jti: String
    let nbf: Int64
    let iat: Int64
    let exp: Int64
  }

  /// How long it holds, in seconds: Entra's page advises 5 to 10 minutes at most.
  private static let life: Int64 = 600

  /// The token, signed.
  let text: Secret

  /// Makes an assertion.
  ///
  /// - Parameters:
  ///   - clientID: Who issues it, and whom it is about.
  ///   - audience: The URL that tokens are asked of.
  ///   - key: The application's.
  ///   - now: Seconds since 1970.
  /// - Throws: `CertifiedKey.Failure`.
  init(
    clientID: String, audience: String, key: borrowing CertifiedKey, now: Int64
  ) throws(CertifiedKey.Failure) {
    let claims = Claims(
      aud: audience, iss: clientID, sub: clientID, jti: UUID().uuidString.lowercased(), nbf: now, iat: now,
      exp: now + Self.life)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let head = try? encoder.encode(Head(thumbprint: Base64.encodeURL(key.thumbprint))),
      let body = try? encoder.encode(claims)
    else { throw .cannotSign }
    text = try CompactJWS.text(of: body, head: head) { message throws(CertifiedKey.Failure) in try key.sign(message) }
  }
}
