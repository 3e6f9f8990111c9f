import Digest
import FoundationEssentials

/// A proof that whoever asks for a token holds the key that it is bound to (RFC 9449).
struct DPoPProof {
  /// The value of the header `DPoP`.
  let text: Secret

  /// A proof for one POST.
  ///
  /// - Parameters:
  ///   - url: What is asked, without a query.
  ///   - key: The key.
  ///   - now: Seconds since 1970.
  /// - Throws: `ES256Key.Failure`.
  init(post url: String, key: borrowing ES256Key, now: Int64) throws(ES256Key.Failure) {
    let point = try key.publicPoint()
    let jwk = [
      "kty": AnyJSON.text("EC"), "crv": .text("P-256"), "x": .text(Base64.encodeURL(point.x)),
      "y": .text(Base64.encodeURL(point.y)),
    ]
    let header = AnyJSON.object(["typ": .text("dpop+jwt"), "alg": .text("ES256"), "jwk": .object(jwk)])
    let claims = AnyJSON.object([
      "htm": .text("POST"), "htu": .text(url), "iat": .integer(now), "jti": .text(UUID().uuidString.lowercased()),
    ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let head = try? encoder.encode(header), let body = try? encoder.encode(claims) else { throw .cannotSign }
    text = try CompactJWS.text(of: body, head: head) { message throws(ES256Key.Failure) in try key.sign(message) }
  }
}
