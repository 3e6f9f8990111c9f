import Digest
import Files
import Transport

/// The identity of a machine of Azure Arc, which proves that it may read a file of the agent's (Azure Arc, "Authenticate
/// against Azure resources with Azure Arc-enabled servers").
struct ArcIdentity {
  /// Where the agent answers where no variable tells.
  static let ownEndpoint = "http://localhost:40342/metadata/identity/oauth2/token"
  private static let mostKeyBytes = 4096
  private static let what = "cannot get a token of Azure Arc's agent"

  private let endpoint: String
  private let clientID: String?
  private let surroundings: TokenSurroundings

  /// An identity.
  ///
  /// - Parameters:
  ///   - endpoint: `IDENTITY_ENDPOINT`.
  ///   - clientID: Of a user-assigned one; nil for the machine's own.
  ///   - surroundings: What is asked by, and where the agent's keys are.
  init(endpoint: String, clientID: String?, _ surroundings: TokenSurroundings) {
    self.endpoint = endpoint
    self.clientID = clientID
    self.surroundings = surroundings
  }

  func token() throws(TokenFailure) -> AccessToken {
    let asked = surroundings.now()
    let challenge = try send([])
    guard challenge.status == 401 else { throw failure(challenge) }
    let key = try key(challenge.header("WWW-Authenticate"))
    let response = try send([Header("Authorization", "Basic \(key.reveal())")])
    guard response.status == 200 else { throw failure(response, withholding: key) }
    guard let answer = TokenAnswer(response.body), let token = answer.token(now: asked) else {
      throw TokenFailure(.refused, "\(Self.what): the answer holds no token")
    }
    // An old agent overlooks which identity it is asked for, and gives the machine's own.
    if let clientID, answer.client_id?.lowercased() != clientID.lowercased() {
      throw TokenFailure(
        .refused,
        "\(Self.what): it does not confirm that the token is of the identity \(ServiceWords.shown(clientID)). Update the "
          + "agent, or set neither clientId nor AZURE_CLIENT_ID for the machine's own identity")
    }
    return token
  }

  private func send(_ headers: [Header]) throws(TokenFailure) -> Response {
    let url = surroundings.identityURL(endpoint, version: "2020-06-01", clientID: clientID)
    do throws(TransportError) {
      return try surroundings.local.send(
        Request(.get, url, headers: [Header("Metadata", "true")] + headers))
    } catch {
      throw TokenFailure(error, Self.what)
    }
  }

  /// The key that the challenge names by its path, `Basic realm=<path>`.
  private func key(_ challenge: String?) throws(TokenFailure) -> Secret {
    func refuse(_ why: String) -> TokenFailure { TokenFailure(.refused, "\(Self.what): its challenge \(why)") }
    guard let challenge, let equals = challenge.firstIndex(of: "="),
      challenge[..<equals].lowercased() == "basic realm"
    else { throw refuse("names no file of a key") }
    let path = String(challenge[challenge.index(after: equals)...])
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    // Whoever answered must not have us read, and send, any other file.
    guard path == "\(surroundings.places.arcTokens)/\(name)", name.hasSuffix(".key"), !name.hasPrefix(".") else {
      throw refuse("names another file than a .key in \(surroundings.places.arcTokens)")
    }
    let text: String
    do {
      text = try SmallFile.text(path, limit: Self.mostKeyBytes)
    } catch {
      throw refuse("names \(ServiceWords.shown(path)), which \(error.reason). Run as a member of the group himds")
    }
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 1, let key = words.first, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw refuse("names \(ServiceWords.shown(path)), which holds no key")
    }
    return Secret(String(key))
  }

  private func failure(_ response: Response, withholding key: Secret? = nil) -> TokenFailure {
    let said = LocalRefusal(response, withholding: key, now: surroundings.now())
    guard !said.isNotReady else {
      return TokenFailure(.unreachable, "\(Self.what): it is not ready (\(said.words))", after: said.after)
    }
    return TokenFailure(
      .refused, "\(Self.what): it refuses (\(said.words)). `azcmagent show` tells the state of the machine")
  }
}
