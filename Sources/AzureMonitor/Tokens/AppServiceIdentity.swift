import Digest
import Transport

/// The identity of an app of App Service, Functions, Container Apps or Automation (Azure App Service, "Managed
/// identities", REST endpoint reference).
struct AppServiceIdentity {
  private let endpoint: String
  private let header: String
  private let clientID: String?
  private let surroundings: TokenSurroundings

  /// An identity.
  ///
  /// - Parameters:
  ///   - endpoint: `IDENTITY_ENDPOINT`.
  ///   - header: `IDENTITY_HEADER`, a secret of the app.
  ///   - clientID: Of a user-assigned one; nil for the app's own.
  ///   - surroundings: What is asked by.
  init(endpoint: String, header: String, clientID: String?, _ surroundings: TokenSurroundings) {
    self.endpoint = endpoint
    self.header = header
    self.clientID = clientID
    self.surroundings = surroundings
  }

  func token() throws(TokenFailure) -> AccessToken {
    let request = Request(
      .get, surroundings.identityURL(endpoint, version: "2019-08-01", clientID: clientID),
      headers: [Header("X-IDENTITY-HEADER", header), Header("Metadata", "true")])
    let what = "cannot get a token of App Service by IDENTITY_ENDPOINT"
    let asked = surroundings.now()
    let response: Response
    do throws(TransportError) {
      response = try surroundings.local.send(request)
    } catch {
      throw TokenFailure(error, what)
    }
    if response.status == 200, let token = TokenAnswer(response.body)?.token(now: asked) { return token }
    let said = LocalRefusal(response, withholding: Secret(header), now: surroundings.now())
    switch response.status {
    case _ where said.isNotReady:
      throw TokenFailure(.unreachable, "\(what): it is not ready (\(said.words))", after: said.after)
    case 400, 404:
      let whose = clientID.map { "the identity \(ServiceWords.shown($0)) is not" } ?? "no identity is"
      throw TokenFailure(
        .refused,
        "\(what): \(whose) assigned to the app (\(said.words)). Assign it, and set clientId (or AZURE_CLIENT_ID) to "
          + "that of a user-assigned one")
    case 200: throw TokenFailure(.refused, "\(what): the answer holds no token")
    default:
      throw TokenFailure(
        .refused, "\(what): it refuses (\(said.words)). IDENTITY_HEADER is to be as the app got it at its start")
    }
  }
}
