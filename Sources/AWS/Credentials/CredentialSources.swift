import Transport

/// What the providers of a chain have in common: where they look, and how they ask.
struct CredentialSources: Sendable {
  let environment: [String: String]
  let files: SharedConfiguration
  let endpoints: ServiceEndpoints
  let client: ServiceClient
  let metadata: InstanceMetadata
  /// What clients have in common that a provider makes for itself.
  let options: HTTPClientOptions
  let region: ChosenRegion
  /// What the client sends by, and what ends with it: whoever waits for credentials.
  let http: HTTPClient
  /// Where the agent of ECS answers in every container.
  let containerHost: String

  /// Whether the program is to end, so that nothing is worth a wait any more.
  func isStopped() -> Bool { http.isStopped }

  func lookup(_ profile: String) -> ProfileLookup {
    ProfileLookup(choice: .named(profile), files: files)
  }

  /// The Security Token Service of the region in force.
  func sts() throws(AWSError) -> STS { STS(client, region: try region.get()) }
}
