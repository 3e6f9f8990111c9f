import Digest

/// An application, or a managed identity, that trusts a role of AWS.
struct AWSFederationSource: TokenSource {
  let name = "awsFederation"
  private let choice: ApplicationChoice
  private let assertion: @Sendable (String) throws(KeyFailure) -> Secret
  private let surroundings: TokenSurroundings

  init(
    _ choice: ApplicationChoice, assertion: @escaping @Sendable (String) throws(KeyFailure) -> Secret,
    _ surroundings: TokenSurroundings
  ) {
    self.choice = choice
    self.assertion = assertion
    self.surroundings = surroundings
  }

  var missing: [String] { choice.missing(surroundings) }

  func token() throws(TokenFailure) -> AccessToken {
    let application = try choice.resolved(surroundings)
    let token: Secret
    do throws(KeyFailure) {
      token = try assertion(surroundings.cloud.federationAudience)
    } catch {
      throw TokenFailure(error)
    }
    return try EntraClient(surroundings).token(application, form: name) { _ in .assertion(token) }
  }
}
