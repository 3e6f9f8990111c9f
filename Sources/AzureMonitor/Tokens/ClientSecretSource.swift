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

  func token() throws(TokenFailure) -> AccessToken {
    let application = try choice.resolved(surroundings)
    let secret = try read()
    return try EntraClient(surroundings).token(application, form: name) { _ in .secret(secret) }
  }

  private func read() throws(TokenFailure) -> Secret {
    guard let secret else {
      guard let value = surroundings.variable("AZURE_CLIENT_SECRET") else {
        throw .absent("the secret (or AZURE_CLIENT_SECRET) is not set")
      }
      return Secret(value)
    }
    do throws(KeyFailure) {
      return try secret()
    } catch {
      throw TokenFailure(error)
    }
  }
}
