/// Entra's endpoint for tokens: `POST /<tenant>/oauth2/v2.0/token`, with the client credentials grant.
///
/// Page "OAuth 2.0 client credentials flow on the Microsoft identity platform". Beside it stands the document by which
/// Microsoft's own clients find it, `/<tenant>/v2.0/.well-known/openid-configuration`.
struct TokenEndpoint: Endpoint {
  /// The only `client_assertion_type` (RFC 7523, section 2.2).
  private static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

  /// The tenant and the client, in lower case.
  let tenant: String
  let client: String
  let scope: String
  /// The secret that is right; nil if there is none.
  let secret: ClientSecret?
  /// Whether assertions are taken, without a look at their signature.
  let takesAssertions: Bool
  /// For how many seconds a token is valid.
  let lifetime: Int
  let tokens: IssuedTokens

  let bodyLimit = 64 << 10
  let takesBatches = false
  let acceptedStatus = 200

  private enum Page: String, CaseIterable {
    case token = "/oauth2/v2.0/token"
    case discovery = "/v2.0/.well-known/openid-configuration"
  }

  func owns(path: String) -> Bool {
    target(of: path) != nil
  }

  func table(of request: ReceivedRequest) -> String? { nil }

  func respond(to request: ReceivedRequest, now: Int) throws(Refusal) -> Response {
    guard let (tenant, page) = target(of: request.path) else { throw .withoutCode(404, "no such path") }
    let method = page == .token ? "POST" : "GET"
    guard request.method == method else { throw .withoutCode(405, "\(request.method) is not \(method)") }
    guard tenant.lowercased() == self.tenant else {
      throw EntraError.unknownTenant.refusal(
        """
        Tenant '\(tenant)' not found. Check to make sure you have the correct tenant ID and are signing into the \
        correct cloud.
        """)
    }
    guard page == .token else { return .answer(discovery(for: request)) }
    let type = request.header("Content-Type")?.prefix { $0 != ";" }.trimmingSpaces().lowercased()
    guard type == "application/x-www-form-urlencoded", let form = FormBody(request.body.readableBytesView) else {
      throw missing("grant_type")
    }
    try check(form, now: now)
    let token = tokens.issue(lifetime: lifetime, now: now)
    return .answer(
      JSONText.object([
        ("token_type", .text("Bearer")), ("expires_in", .number(lifetime)), ("ext_expires_in", .number(lifetime)),
        ("access_token", .text(token)),
      ]))
  }

  func documentedCode(of status: Int) -> String? { nil }

  func oversized(_ bytes: Int) -> Refusal? {
    .withoutCode(413, "more than \(bodyLimit) bytes")
  }

  func body(of refusal: Refusal, now: Int) -> [UInt8] {
    EntraError.body(of: refusal, now: now) ?? []
  }

  private func target(of path: String) -> (tenant: String, page: Page)? {
    for page in Page.allCases where path.hasPrefix("/") && path.hasSuffix(page.rawValue) {
      let tenant = path.dropFirst().dropLast(page.rawValue.count)
      if !tenant.isEmpty, !tenant.contains("/") { return (String(tenant), page) }
    }
    return nil
  }

  private func check(_ form: FormBody, now: Int) throws(Refusal) {
    guard let grant = form["grant_type"] else { throw missing("grant_type") }
    guard grant == "client_credentials" else {
      throw EntraError.unsupportedGrant.refusal("The app requested an unsupported grant type '\(grant)'.")
    }
    guard let client = form["client_id"] else { throw missing("client_id") }
    guard client.lowercased() == self.client else {
      throw EntraError.unknownClient.refusal(
        "Application with identifier '\(client)' was not found in the directory '\(tenant)'.")
    }
    guard let scope = form["scope"] else { throw missing("scope") }
    try checkScope(scope)
    try checkCredential(form, now: now)
  }

  private func checkScope(_ text: String) throws(Refusal) {
    let suffix = "/.default"
    guard text.hasSuffix(suffix), !text.contains(" ") else {
      throw EntraError.scopeWithoutDefault.refusal(
        """
        The provided value for scope \(text) is not valid. Client credential flows must have a scope value with \
        \(suffix) suffixed to the resource identifier (application ID URI).
        """)
    }
    // Microsoft's own samples write the resource with a slash of its own, `https://monitor.azure.com//.default`.
    guard text == scope || text == scope.dropLast(suffix.count) + "/" + suffix else {
      throw EntraError.unknownResource.refusal(
        "The resource principal named \(text.dropLast(suffix.count)) was not found in the tenant named \(tenant).")
    }
  }

  private func checkCredential(_ form: FormBody, now: Int) throws(Refusal) {
    if let text = form["client_secret"] {
      guard secret?.matches(text) == true else {
        throw EntraError.wrongSecret.refusal(
          """
          Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not \
          the client secret ID, for a secret added to app '\(client)'.
          """)
      }
    } else if let assertion = form["client_assertion"] {
      guard form["client_assertion_type"] == Self.assertionType else { throw missing("client_assertion_type") }
      guard takesAssertions else {
        throw EntraError.noMatchingCredential.refusal(
          "The client '\(client)' has no configured federated identity credentials.")
      }
      try ClientAssertion(assertion).check(client: client, tenant: tenant, now: now)
    } else {
      throw EntraError.noCredential.refusal(
        """
        'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.
        """)
    }
  }

  private func missing(_ parameter: String) -> Refusal {
    EntraError.missingParameter.refusal(
      "The request body must contain the following parameter: '\(parameter)'.")
  }

  /// What OpenID Connect Discovery 1.0 asks for, under the address that the client used, also behind a TLS front.
  private func discovery(for request: ReceivedRequest) -> [UInt8] {
    let scheme = request.header("X-Forwarded-Proto") == "https" ? "https" : "http"
    let root = "\(scheme)://\(request.header("Host") ?? "127.0.0.1")/\(tenant)"
    return JSONText.object([
      ("issuer", .text("\(root)/v2.0")), ("token_endpoint", .text(root + Page.token.rawValue)),
      ("authorization_endpoint", .text("\(root)/oauth2/v2.0/authorize")),
      ("jwks_uri", .text("\(root)/discovery/v2.0/keys")),
      ("response_types_supported", .json(Array(#"["code"]"#.utf8))),
      ("subject_types_supported", .json(Array(#"["pairwise"]"#.utf8))),
      ("id_token_signing_alg_values_supported", .json(Array(#"["RS256"]"#.utf8))),
    ])
  }
}
