import Synchronization

/// The sources that azure-identity's `DefaultAzureCredential` asks, as far as they are for programs, in its order.
///
/// A source that is configured and fails ends the search, so that no other identity stands in for the one that was meant.
/// Who gave a token once is asked alone from then on.
struct DefaultSource: TokenSource {
  let name = "default"
  private let surroundings: TokenSurroundings
  private let sources: [Entry]
  private let found = Found()

  private struct Entry {
    /// As `AZURE_TOKEN_CREDENTIALS` calls it, in small letters.
    let credential: String
    let isForDevelopers: Bool
    let title: String
    let source: any TokenSource
  }

  private final class Found: Sendable {
    let index = Mutex<Int?>(nil)
  }

  init(_ surroundings: TokenSurroundings) {
    self.surroundings = surroundings
    let choice = ApplicationChoice(tenantID: nil, clientID: nil)
    func entry(_ credential: String, _ title: String, _ source: any TokenSource) -> Entry {
      Entry(
        credential: credential, isForDevelopers: credential == "azureclicredential", title: title, source: source)
    }
    sources = [
      entry(
        "environmentcredential", "environment (secret)", ClientSecretSource(choice, secret: nil, surroundings)),
      entry(
        "environmentcredential", "environment (certificate)",
        ClientCertificateSource(choice, path: nil, password: nil, surroundings)),
      entry(
        "workloadidentitycredential", "workloadIdentity",
        WorkloadIdentitySource(choice, tokenFile: nil, surroundings)),
      entry(
        "managedidentitycredential", "managedIdentity",
        ManagedIdentitySource(clientID: nil, isSearch: true, surroundings)),
      entry("azureclicredential", "azureCli", AzureCLISource(tenantID: nil, surroundings)),
    ]
  }

  func token() throws(TokenFailure) -> AccessToken {
    if let index = found.index.withLock({ $0 }) {
      do throws(TokenFailure) {
        return try token(of: sources[index])
      } catch {
        throw error.named
      }
    }
    var reasons: [String] = []
    for index in try chosen() {
      do throws(TokenFailure) {
        let token = try token(of: sources[index])
        found.index.withLock { $0 = index }
        return token
      } catch {
        guard error.kind == .unavailable else { throw error }
        reasons.append("\(sources[index].title): \(error.words)")
      }
    }
    guard !surroundings.isStopped else { throw TokenFailure.stopped }
    throw TokenFailure(
      .refused,
      "no identity for Azure. Asked in turn: \(reasons.joined(separator: "; ")). Name a form in auth, or set its "
        + "variables")
  }

  private func token(of entry: Entry) throws(TokenFailure) -> AccessToken {
    try entry.source.token().given(by: entry.title)
  }

  /// Those that `AZURE_TOKEN_CREDENTIALS` leaves.
  private func chosen() throws(TokenFailure) -> [Int] {
    let value = surroundings.variable("AZURE_TOKEN_CREDENTIALS")?.lowercased().filter { !$0.isWhitespace } ?? ""
    let chosen = sources.indices.filter { index in
      switch value {
      case "": true
      case "dev": sources[index].isForDevelopers
      case "prod": !sources[index].isForDevelopers
      default: sources[index].credential == value
      }
    }
    guard chosen.isEmpty else { return chosen }
    throw TokenFailure(
      .configuration,
      "AZURE_TOKEN_CREDENTIALS names none of prod, dev, EnvironmentCredential, WorkloadIdentityCredential, "
        + "ManagedIdentityCredential and AzureCliCredential")
  }
}
