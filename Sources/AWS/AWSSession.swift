import Transport

/// What the settings, the variables and the shared files tell of AWS; nobody was asked yet.
public struct AWSSetup: Sendable {
  /// The setting `aws.region`.
  public var region: String?
  /// The setting `aws.profile`.
  public var profile: String?
  /// The setting `aws.endpoint`, which is S3's.
  public var endpoint: String?
  /// The setting `aws.assumeRole`: a role that is assumed by whatever identity is found.
  public var assumeRole: STS.Role?
  public var environment: [String: String]
  public var files: SharedConfiguration
  /// Where the agent of ECS answers in every container.
  var containerHost = "169.254.170.2"

  /// A setup of these variables and the shared files that they name.
  public init(
    region: String? = nil, profile: String? = nil, endpoint: String? = nil, assumeRole: STS.Role? = nil,
    environment: [String: String], files: SharedConfiguration? = nil
  ) {
    self.region = region
    self.profile = profile
    self.endpoint = endpoint
    self.assumeRole = assumeRole
    self.environment = environment
    self.files = files ?? SharedConfiguration(environment: environment)
  }

  /// The region that is configured, without asking the instance: us-east-1, of origin `default`, where none is.
  ///
  /// - Throws: `AWSError.configuration` when the chosen text is no region's name, or a shared file cannot be used.
  public func configuredRegion() throws(AWSError) -> Region {
    try Region(setting: region, environment: environment, profile: try sharedProfile())
  }

  /// The profile in force; nil when the files have none of its name.
  ///
  /// - Throws: `AWSError.configuration` when a file is there and cannot be read or understood.
  public func sharedProfile() throws(AWSError) -> SharedProfile? {
    do {
      return try files.profile(SharedProfile.Choice(setting: profile, environment: environment).name)
    } catch {
      throw .configuration("\(error)")
    }
  }
}

/// One identity in AWS, and where its services are, as the AWS CLI would have them; made once for a run.
public final class AWSSession: Sendable {
  /// Whose signature requests carry; asked when the first is signed.
  public let credentials: RefreshingCredentials
  private let setup: AWSSetup
  private let sources: CredentialSources
  private let profile: SharedProfile?
  private let endpoints: ServiceEndpoints
  private let metadata: InstanceMetadata
  private let http: HTTPClient
  private let client: ServiceClient
  private let chosenRegion: ChosenRegion

  /// A session that has asked nobody yet.
  ///
  /// - Parameters:
  ///   - setup: What is configured.
  ///   - options: How requests to the services are sent.
  ///   - throttlingBudget: How long a request is sent again that is refused for the rate of requests alone.
  /// - Throws: `AWSError.configuration` when a shared file is there and cannot be used.
  public init(
    _ setup: AWSSetup, options: HTTPClientOptions, throttlingBudget: Duration = .zero
  ) throws(AWSError) {
    self.setup = setup
    var options = options
    profile = try setup.sharedProfile()
    options.caFile = options.caFile ?? profile?.caBundle
    endpoints = ServiceEndpoints(environment: setup.environment, profile: profile, files: setup.files)
    metadata = InstanceMetadata(environment: setup.environment, profile: profile, options: options)
    http = HTTPClient(options)
    client = ServiceClient(endpoints, http: http, throttlingBudget: throttlingBudget)
    chosenRegion = ChosenRegion(setup, profile: profile, metadata: metadata)
    // Of their own, so that waiting for a key can end while the services still answer.
    let (waiting, metadata) = (HTTPClient(options), metadata)
    sources = CredentialSources(
      environment: setup.environment, files: setup.files, endpoints: endpoints,
      client: ServiceClient(endpoints, http: waiting, throttlingBudget: throttlingBudget), metadata: metadata,
      options: options, region: chosenRegion,
      http: waiting, containerHost: setup.containerHost)
    let found = RefreshingCredentials(.standard(sources, profile: setup.profile)) {
      waiting.stop()
      metadata.stop()
    }
    if let role = setup.assumeRole {
      credentials = .assuming(role, as: found, sources, for: "setting aws.assumeRole")
    } else {
      credentials = found
    }
  }

  /// The region that requests begin with; found once.
  ///
  /// - Throws: `AWSError.configuration` when the chosen text is no region's name.
  public func region() throws(AWSError) -> Region { try chosenRegion.get() }

  private func s3Endpoint() throws(AWSError) -> Endpoint? {
    guard let url = setup.endpoint, !url.isEmpty else { return try endpoints.given(for: .s3) }
    return try Endpoint(url, origin: "setting aws.endpoint")
  }

  /// Where S3 is: the setting, else what the variables and the profile give for it.
  ///
  /// Behind an endpoint that somebody gave any region does, so that no instance is asked for it.
  public func s3Configuration() throws(AWSError) -> S3Configuration {
    let endpoint = try s3Endpoint()
    let region = endpoint == nil ? try region() : try chosenRegion.configured()
    var configuration = S3Configuration(region: region, endpoint: endpoint)
    configuration.variant = endpoints.variant
    return configuration
  }

  /// The Security Token Service of the session's region.
  public func sts() throws(AWSError) -> STS { STS(client, region: try region()) }

  /// The parameters of the session's region, or of the region that a parameter's ARN names.
  public func ssm(of name: String) throws(AWSError) -> SSM { SSM(try caller(.checked(name, of: .ssm))) }

  /// The secrets of the session's region, or of the region that a secret's ARN names.
  public func secretsManager(of id: String) throws(AWSError) -> SecretsManager {
    SecretsManager(try caller(.checked(id, of: .secretsManager)))
  }

  /// The keys of the session's region.
  public func kms() throws(AWSError) -> KMS { KMS(try caller(nil)) }

  private func caller(_ arn: ServiceARN?) throws(AWSError) -> ServiceCaller {
    if let arn { return ServiceCaller(client: client, region: arn.region, remark: nil, credentials: credentials) }
    let region = try region()
    return ServiceCaller(client: client, region: region.name, remark: region.remark, credentials: credentials)
  }

  /// Users and access keys, as somebody of the session sees them.
  public func iam(_ credentials: RefreshingCredentials) throws(AWSError) -> IAM {
    IAM(client, region: try region().name, credentials: credentials)
  }

  /// The ids of all active accounts of the session's organization.
  public func organizationAccounts() throws(AWSError) -> [String] {
    // They are the same in every region, so that errors have nothing to say of it.
    let caller = ServiceCaller(client: client, region: try region().name, remark: nil, credentials: credentials)
    return try Organizations(caller: caller).activeAccounts()
  }

  /// Keys of a role that the session's own identity may assume, fetched again before they expire.
  public func credentials(ofRole arn: String) -> RefreshingCredentials {
    .assuming(STS.Role(arn: arn, sessionName: "logship"), as: credentials, sources, for: "account to collect from")
  }

  /// Ends what is under way with the services and whoever gives the credentials, and lets nothing begin.
  ///
  /// To be called once nobody needs this identity any more, from any thread. Errors are `AWSError.transport` of phase
  /// `stopped`; a program that is waited for is ended. Clients of S3 are stopped by whoever made them.
  public func stop() {
    credentials.stop()
    http.stop()
  }
}
