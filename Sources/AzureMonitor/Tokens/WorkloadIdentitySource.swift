import Digest
import Files
import Transport

/// An application that trusts the tokens which Kubernetes, or another issuer, keeps fresh in a file.
struct WorkloadIdentitySource: TokenSource {
  let name = "workloadIdentity"
  private let choice: ApplicationChoice
  private let tokenFile: String?
  private let surroundings: TokenSurroundings

  init(_ choice: ApplicationChoice, tokenFile: String?, _ surroundings: TokenSurroundings) {
    self.choice = choice
    self.tokenFile = tokenFile
    self.surroundings = surroundings
  }

  private var givenFile: String? { tokenFile?.unlessEmpty }

  private var file: String? { givenFile ?? surroundings.variable("AZURE_FEDERATED_TOKEN_FILE") }

  var missing: [String] {
    choice.missing(surroundings) + (file == nil ? ["tokenFile (or AZURE_FEDERATED_TOKEN_FILE)"] : [])
  }

  func token() throws(TokenFailure) -> AccessToken {
    let missing = missing
    guard missing.isEmpty, let file else { throw .absent(missing) }
    let application = try choice.resolved(surroundings)
    let token = try read(file)
    return try EntraClient(surroundings).token(application, form: name) { _ in .assertion(token) }
  }

  private func read(_ path: String) throws(TokenFailure) -> Secret {
    let origin = givenFile == nil ? "AZURE_FEDERATED_TOKEN_FILE" : "tokenFile"
    let text: String
    do {
      text = try SmallFile.text(path, limit: 64 << 10)
    } catch {
      throw TokenFailure(.configuration, "the file of \(origin), \(ServiceWords.shown(path)), \(error.reason)")
    }
    let token = text.split(whereSeparator: \.isWhitespace)
    guard token.count == 1, let token = token.first else {
      throw TokenFailure(
        .configuration, "the file of \(origin), \(ServiceWords.shown(path)), does not hold one token")
    }
    return Secret(String(token))
  }
}
