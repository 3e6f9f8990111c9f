import Digest
import FoundationEssentials
import Transport

/// Asks Entra ID for the token of an application (Microsoft identity platform, "OAuth 2.0 client credentials flow").
struct EntraClient: Sendable {
  /// What an application proves itself by.
  enum Proof {
    case secret(Secret)
    /// A signed JSON Web Token (RFC 7523, section 2.2).
    case assertion(Secret)

    fileprivate var fields: [(name: String, value: String)] {
      switch self {
      case .secret(let secret): [("client_secret", secret.reveal())]
      case .assertion(let token):
        [
          ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
          ("client_assertion", token.reveal()),
        ]
      }
    }

    fileprivate var secret: Secret {
      switch self {
      case .secret(let secret), .assertion(let secret): secret
      }
    }
  }

  private let surroundings: TokenSurroundings

  init(_ surroundings: TokenSurroundings) {
    self.surroundings = surroundings
  }

  /// A token for what the surroundings name.
  ///
  /// - Parameters:
  ///   - application: Who asks.
  ///   - form: The form of `auth`, for messages.
  ///   - proof: Made for the URL that is asked, which an assertion may name.
  /// - Returns: The token.
  /// - Throws: `TokenFailure`.
  func token(
    _ application: Application, form: String,
    proof: (_ url: String) throws(TokenFailure) -> Proof
  ) throws(TokenFailure) -> AccessToken {
    let url = try Authority(surroundings).tokenURL(application.tenantID)
    let proof = try proof(url)
    let fields =
      [
        (name: "client_id", value: application.clientID), ("grant_type", "client_credentials"),
        ("scope", surroundings.scope),
      ] + proof.fields
    let request = Request(
      .post, url,
      headers: [
        Header("Content-Type", "application/x-www-form-urlencoded"), Header("Accept", "application/json"),
        Header("client-request-id", UUID().uuidString.lowercased()),
      ],
      body: .bytes(Array(PercentEncoding.query(fields).utf8)))
    let what = "cannot get a token of Entra for \(application.words) by \(form)"
    let asked = surroundings.now()
    let response: Response
    do throws(TransportError) {
      response = try surroundings.http.send(request)
    } catch {
      throw TokenFailure(error, what)
    }
    guard response.status == 200 else {
      let error = EntraError(response, withholding: proof.secret, now: surroundings.now())
      throw error.failure(what)
    }
    guard let token = TokenAnswer(response.body)?.token(now: asked) else {
      throw TokenFailure(
        .unreachable, "\(what): the answer is not one that Entra gives. See what answers at \(url)")
    }
    return token
  }
}
