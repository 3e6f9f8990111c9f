import Transport

/// The identity of a virtual machine or a scale set: the Azure Instance Metadata Service (Microsoft Entra, "Use managed
/// identities on a virtual machine to acquire an access token").
struct InstanceIdentity {
  static let host = "169.254.169.254"
  private static let path = "/metadata/identity/oauth2/token"

  private let clientID: String?
  private let isSearch: Bool
  private let surroundings: TokenSurroundings

  init(clientID: String?, isSearch: Bool, _ surroundings: TokenSurroundings) {
    self.clientID = clientID
    self.isSearch = isSearch
    self.surroundings = surroundings
  }

  func token() throws(TokenFailure) -> AccessToken {
    let given = surroundings.variable("AZURE_POD_IDENTITY_AUTHORITY_HOST")
    var base = Substring(given ?? surroundings.places.metadata)
    while base.last == "/" { base.removeLast() }
    // Whoever names the host means it, so that it is not looked for first.
    if isSearch, given == nil { try look(for: String(base)) }
    let asked = surroundings.now()
    let response = try send(
      Request(
        .get, surroundings.identityURL("\(base)\(Self.path)", version: "2018-02-01", clientID: clientID),
        headers: [Header("Metadata", "true")]),
      by: surroundings.local, base)
    if let token = TokenAnswer(response.body)?.token(now: asked), response.status == 200 { return token }
    throw failure(response, base)
  }

  /// Asks without the header that the service wants, which it refuses at once where it is there.
  private func look(for base: String) throws(TokenFailure) {
    let response = try send(Request(.get, "\(base)\(Self.path)"), by: surroundings.probe, Substring(base))
    if Self.isOfDocker(response) { throw failure(response, Substring(base)) }
  }

  private func send(_ request: Request, by client: HTTPClient, _ base: Substring) throws(TokenFailure) -> Response {
    do throws(TransportError) {
      return try client.send(request)
    } catch {
      guard error.isTransient else { throw TokenFailure(error, Self.refusal(base)) }
      throw .absent(
        "the metadata service at \(Self.shown(base)) cannot be reached: \(error.reason)", whenNamed: .unreachable)
    }
  }

  private func failure(_ response: Response, _ base: Substring) -> TokenFailure {
    let said = LocalRefusal(response, now: surroundings.now())
    if Self.isOfDocker(response) {
      return .absent("no metadata service can be reached from this container (\(said.words))", whenNamed: .unreachable)
    }
    switch response.status {
    case 200:
      return .absent(
        "what answers at \(Self.shown(base)) is no metadata service of Azure: it gave no token", whenNamed: .refused)
    case 400:
      let whose = clientID.map { "the identity \(ServiceWords.shown($0)) is" } ?? "no identity is"
      return .absent(
        "\(whose)\(clientID == nil ? "" : " not") assigned to this machine, or its client id is to be named "
          + "(\(said.words)). Assign one, and set clientId (or AZURE_CLIENT_ID) where there are several",
        whenNamed: .refused)
    // 404 while the service is updated, 410 for up to 70 s: its page has both tried again.
    case _ where said.isNotReady || [404, 410].contains(response.status):
      return TokenFailure(
        .unreachable, "\(Self.refusal(base)): it is not ready (\(said.words))", after: said.after)
    default: return TokenFailure(.refused, "\(Self.refusal(base)): it refuses (\(said.words))")
    }
  }

  /// Docker Desktop answers in the place of what it cannot reach.
  private static func isOfDocker(_ response: Response) -> Bool {
    response.status == 403 && response.text.contains("unreachable")
  }

  private static func refusal(_ base: Substring) -> String {
    "cannot get a token of the metadata service at \(shown(base))"
  }

  private static func shown(_ base: Substring) -> String { ServiceWords.shown(String(base)) }
}
