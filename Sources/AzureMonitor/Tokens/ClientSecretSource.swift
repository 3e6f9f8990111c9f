import Digest

/// An application that proves itself by a secret.
struct ClientSecretSource: TokenSource {
  let name = "clientSecret"
  private let choice: ApplicationChoice
  private let secret: SignIn.ReadSecret?
  private let surroundings: TokenSurroundings

  init(_ choice: ApplicationChoice, secret: SignIn.ReadSecret?, _ surroundings: TokenSurroundings) {
    self.choice = choice
    self.secret = secret
    self.surroundings = surroundings
  }

  var missing: [String] {
    choice.missing(surroundings) + (readSecret == nil ? ["the secret (or AZURE_CLIENT_SECRET)"] : [])
  }

  private var readSecret: SignIn.ReadSecret? {
    if let secret { return secret }
    guard let value = surroundings.variable("AZURE_CLIENT_SECRET") else { return nil }
    return { Secret(value) }
  }

  func token() throws(TokenFailure) -> AccessToken {
    let missing = missing
    guard missing.isEmpty, let readSecret else { throw .absent(missing) }
    let application = try choice.resolved(surroundings)
    let secret: Secret
    do throws(KeyFailure) {
      secret = try readSecret()
    } catch {
      throw TokenFailure(error)
    }
    return try EntraClient(surroundings).token(application, form: name) { _ in .secret(secret) }
  }
}
