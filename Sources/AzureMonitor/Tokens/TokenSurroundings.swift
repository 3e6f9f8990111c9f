import Transport

/// Where token sources look, and what they ask by.
struct TokenSurroundings: Sendable {
  /// Where Azure has fixed that things are on a machine.
  struct Places: Sendable {
    /// The metadata service of an instance.
    var metadata = "http://\(InstanceIdentity.host)"
    /// Where the agent of Azure Arc puts the keys of its challenges.
    var arcTokens = "/var/opt/azcmagent/tokens"
    /// The agent itself, by which a machine of Arc is known where no variable tells.
    var arcAgent = "/opt/azcmagent/bin/himds"
  }

  let environment: [String: String]
  let cloud: Cloud
  let audience: TokenAudience
  let places: Places
  /// Seconds since 1970.
  let now: @Sendable () -> Int64
  /// For Entra ID.
  let http: HTTPClient
  /// For what gives tokens to this machine alone, over plain HTTP and never through a proxy.
  let local: HTTPClient
  /// The same, for finding out whether anybody is there.
  let probe: HTTPClient

  /// How azure-identity waits for the metadata service: 2 s for a connection, and 1 s where it only looks for it.
  private static let localTimeouts = Timeouts(connect: .seconds(2), stall: .seconds(15))
  private static let probeTimeouts = Timeouts(connect: .seconds(1), stall: .seconds(3))

  /// Surroundings with clients of their own, so that waiting for a token can end while others still send.
  init(
    environment: [String: String], cloud: Cloud, audience: TokenAudience = .monitor, http other: HTTPClient,
    places: Places = Places(), now: @escaping @Sendable () -> Int64
  ) {
    self.environment = environment
    self.cloud = cloud
    self.audience = audience
    self.places = places
    self.now = now
    http = HTTPClient(like: other)
    var hosts: Set = [InstanceIdentity.host]
    if let endpoint = environment["IDENTITY_ENDPOINT"], let host = LocalEndpoint.linkLocalHost(endpoint) {
      hosts.insert(host)
    }
    local = HTTPClient(like: other) {
      $0.allowPlainHTTP = .alsoHosts(hosts)
      $0.timeouts = Self.localTimeouts
    }
    probe = HTTPClient(like: other) {
      $0.allowPlainHTTP = .alsoHosts(hosts)
      $0.timeouts = Self.probeTimeouts
    }
  }

  /// Whom a token is for.
  var resource: String {
    switch audience {
    case .monitor: cloud.monitorResource
    case .management: cloud.managementEndpoint
    }
  }

  /// What such a token is asked for with.
  var scope: String { "\(resource)/.default" }

  /// Where an agent of this machine is asked for a token.
  ///
  /// - Parameters:
  ///   - endpoint: The agent's address; what it has in its query stays.
  ///   - version: Of the agent's API.
  ///   - clientID: Whose token it is to be; nil for the machine's own identity.
  /// - Returns: A URL.
  func identityURL(_ endpoint: String, version: String, clientID: String?) -> String {
    let fields =
      [(name: "api-version", value: version), ("resource", resource)]
      + (clientID.map { [(name: "client_id", value: $0)] } ?? [])
    return "\(endpoint)\(endpoint.contains("?") ? "&" : "?")\(PercentEncoding.query(fields))"
  }

  /// The value of a variable; an empty one is none.
  func variable(_ name: String) -> String? {
    environment[name]?.unlessEmpty
  }

  /// Ends what is under way, and lets nothing begin.
  func stop() {
    for client in [http, local, probe] { client.stop() }
  }

  var isStopped: Bool { http.isStopped }
}
