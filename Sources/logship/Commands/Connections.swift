import AWS
import AzureMonitor
import Digest
import Glibc
import Synchronization
import Transport

/// Makes what speaks to the outside, from the settings.
struct Connections: Sendable {
  let settings: Settings
  let surroundings: Surroundings
  /// One identity for all that a run asks of AWS.
  private let session = SharedSession()
  /// Those that were made, to be stopped with the others.
  private let tokens = MadeTokens()
  /// What every client ends with; nil where each has an owner who ends it.
  private let together: HTTPClient?

  /// Connections of one command.
  ///
  /// - Parameters:
  ///   - settings: Where to, and how patiently.
  ///   - surroundings: The environment and the user.
  ///   - endsAtOnce: Whether `stop` also ends the clients of S3 and of the workspace, which a run ends by itself.
  init(settings: Settings, surroundings: Surroundings, endsAtOnce: Bool = false) {
    self.settings = settings
    self.surroundings = surroundings
    together = endsAtOnce ? HTTPClient(HTTPClientOptions(userAgent: Self.userAgent)) : nil
  }

  private static let userAgent = "logship/\(Version.number)"

  /// The workspace that records go to.
  ///
  /// - Parameters:
  ///   - workspace: What the settings need to have given.
  ///   - timeColumn: The column that holds each record's own time.
  /// - Returns: A client that has sent nothing yet.
  /// - Throws: `CommandFailure` where the key cannot be used.
  func workspace(_ workspace: Settings.Workspace, timeColumn: String?) throws(CommandFailure) -> DataCollectorClient {
    let collector = settings.destination.dataCollector
    let (source, access) = (workspace.keySource, secrets)
    let configuration = DataCollectorConfiguration(
      workspaceID: workspace.id, cloud: collector.cloud,
      endpoint: collector.endpoint, resourceID: collector.resourceID, timeColumn: timeColumn,
      key: workspace.key, readKey: { () throws(KeyFailure) in try source.keyAgain(access) })
    do {
      let http = HTTPClient(options(forAWS: false), endingWith: together)
      return try DataCollectorClient(configuration, http: http, now: { Int64(time(nil)) })
    } catch {
      throw CommandFailure(.configuration, "\(source.path): the key is not Base64")
    }
  }

  /// The data collection rule that records go to.
  ///
  /// - Parameter rule: What the settings need to have given.
  /// - Returns: A client that has sent nothing and signed in nowhere yet.
  func rule(_ rule: Settings.Rule) -> LogsIngestionClient {
    let ingestion = settings.destination.logsIngestion
    let (token, http) = token(for: rule)
    return LogsIngestionClient(
      LogsIngestionConfiguration(
        endpoint: rule.endpoint, ruleID: rule.id, packsBodies: ingestion.gzip, packing: ingestion.packing,
        maxTimeSpan: ingestion.maxTimeSpan),
      token: token, http: http, now: { Int64(time(nil)) })
  }

  /// Lets no sign-in pass for which something is missing that can be told without asking anybody.
  func requireSignIn(to rule: Settings.Rule) throws(CommandFailure) {
    let missing = self.rule(rule).missingForSignIn
    guard !missing.isEmpty else { return }
    throw CommandFailure(
      .configuration,
      "\(RuleSettings.auth.setting.path) is \(settings.destination.logsIngestion.auth.form.rawValue), which needs "
        + "\(missing.joined(separator: " and ")): not set")
  }

  /// Tells what a data collection rule declares, where the sign-in lets it.
  func reader(of rule: Settings.Rule) -> RuleReader {
    let (token, http) = token(for: rule, audience: .management)
    return RuleReader(
      token: token, cloud: settings.destination.logsIngestion.cloud, http: http,
      environment: surroundings.environment)
  }

  /// What signs in for a rule, and asks by the same client as whoever uses its tokens.
  private func token(for rule: Settings.Rule, audience: TokenAudience = .monitor) -> (HeldToken, HTTPClient) {
    let ingestion = settings.destination.logsIngestion
    let http = HTTPClient(options(forAWS: false), endingWith: together)
    let token = HeldToken(
      signIn(ingestion.auth, with: rule.secret), cloud: ingestion.cloud, audience: audience, http: http,
      environment: surroundings.environment, now: { Int64(time(nil)) })
    tokens.add(token)
    return (token, http)
  }

  private func signIn(_ auth: SignInSetting, with known: Secret?) -> SignIn {
    let access = secrets
    let secret = auth.secret.map { source -> SignIn.ReadSecret in FirstKnownSecret(known, then: source, access).read }
    let (tenant, client) = (auth.tenantID, auth.clientID)
    switch auth.form {
    case .standard: return .standard
    case .clientSecret: return .clientSecret(tenantID: tenant, clientID: client, secret: secret)
    case .clientCertificate:
      return .clientCertificate(tenantID: tenant, clientID: client, path: auth.certificate, password: secret)
    case .managedIdentity: return .managedIdentity(clientID: client)
    case .workloadIdentity: return .workloadIdentity(tenantID: tenant, clientID: client, tokenFile: auth.tokenFile)
    case .azureCLI: return .azureCLI(tenantID: tenant)
    case .awsFederation: return .awsFederation(tenantID: tenant, clientID: client, assertion: webIdentity)
    }
  }

  /// A token of AWS for an audience, as the assertion of a federated credential.
  private func webIdentity(_ audience: String) throws(KeyFailure) -> Secret {
    do throws(AWSError) {
      return try aws().webIdentityToken(audience: audience)
    } catch {
      throw KeyFailure(.init(error), "\(error)")
    }
  }

  /// What secrets are got with.
  var secrets: SecretAccess {
    SecretAccess(
      environment: surroundings.environment, isStopped: { session.isStopped },
      aws: { () throws(AWSError) in try aws() })
  }

  /// The identity and the places in AWS that the AWS CLI would take; one for the whole run.
  func aws() throws(AWSError) -> AWSSession {
    try session.get { () throws(AWSError) in
      try AWSSession(awsSetup, options: options(forAWS: true), throttlingBudget: settings.retry.budget)
    }
  }

  /// Ends waits for AWS, its credentials and secrets, from any thread; nothing of these begins again.
  func stop() {
    session.stop()
    tokens.stop()
    together?.stop()
  }

  /// What is configured of AWS.
  var awsSetup: AWSSetup {
    AWSSetup(
      region: settings.aws.region, profile: settings.aws.profile, endpoint: settings.aws.endpoint,
      assumeRole: settings.aws.assumeRole.role, environment: surroundings.environment)
  }

  /// S3, with the credentials and the region that the AWS CLI would take.
  ///
  /// - Parameter outlastingStop: Whether `stop` leaves it alone, so that it can put in order what was broken off.
  /// - Returns: A client that has sent nothing yet.
  /// - Throws: `AWSError` where the identity cannot be set up.
  func s3(outlastingStop: Bool = false) throws(AWSError) -> S3Client {
    let session = try aws()
    var configuration = try session.s3Configuration()
    configuration.paysForRequests = settings.s3.paysForRequests
    configuration.expectedBucketOwner = settings.s3.expectedBucketOwner
    configuration.throttlingBudget = settings.retry.budget
    configuration.retry = RetryPolicy(max: settings.retry.maxBackoff)
    let http = HTTPClient(options(forAWS: true), endingWith: outlastingStop ? nil : together)
    return S3Client(configuration, http: http, credentials: session.credentials)
  }

  private func options(forAWS isForAWS: Bool) -> HTTPClientOptions {
    // What has no use for the rest of the environment does not get it.
    let names: Set = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
    let certificates = surroundings.environment.filter { names.contains($0.key) }
    let bundle = isForAWS ? surroundings[variable: "AWS_CA_BUNDLE"] : nil
    return HTTPClientOptions(
      userAgent: Self.userAgent,
      timeouts: Timeouts(connect: settings.timeouts.connect, stall: settings.timeouts.stall),
      caFile: settings.tls.caFile ?? bundle, environment: certificates,
      allowPlainHTTP: isForAWS && settings.aws.allowPlainHTTP ? .any : .loopbackOnly)
  }
}

/// A session that is made when it is first asked for.
private final class SharedSession: Sendable {
  private let made = Mutex<AWSSession?>(nil)
  private let isEnded = Atomic(false)

  var isStopped: Bool { isEnded.load(ordering: .acquiring) }

  func stop() {
    isEnded.store(true, ordering: .releasing)
    made.withLock { $0?.stop() }
  }

  func get(_ make: () throws(AWSError) -> AWSSession) throws(AWSError) -> AWSSession {
    let result = made.withLock { made -> Result<AWSSession, AWSError> in
      if let made { return .success(made) }
      do throws(AWSError) {
        let session = try make()
        made = session
        // `stop` may have come before there was anything to be stopped.
        if isStopped { session.stop() }
        return .success(session)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

/// A secret that was read at the start, which the first who asks gets; the others get it as it is then.
private final class FirstKnownSecret: Sendable {
  private let known: Mutex<Secret?>
  private let source: SecretSource
  private let access: SecretAccess

  init(_ known: Secret?, then source: SecretSource, _ access: SecretAccess) {
    self.known = Mutex(known)
    self.source = source
    self.access = access
  }

  @Sendable func read() throws(KeyFailure) -> Secret {
    if let known = known.withLock({ $0.take() }) { return known }
    return try source.keyAgain(access)
  }
}

/// The tokens of a command.
private final class MadeTokens: Sendable {
  private let made = Mutex<(tokens: [HeldToken], isStopped: Bool)>(([], false))

  func add(_ token: HeldToken) {
    let isStopped = made.withLock { made in
      made.tokens.append(token)
      return made.isStopped
    }
    if isStopped { token.stop() }
  }

  func stop() {
    let tokens = made.withLock { made in
      made.isStopped = true
      return made.tokens
    }
    for token in tokens { token.stop() }
  }
}

extension SecretSource {
  /// The key as it is now, for a run that was refused with the one that it had.
  fileprivate func keyAgain(_ access: SecretAccess) throws(KeyFailure) -> Secret {
    do {
      return try read(access)
    } catch {
      throw KeyFailure(error.kind, "\(error)")
    }
  }
}

extension Settings.AssumeRole {
  fileprivate var role: STS.Role? {
    roleARN.map { STS.Role(arn: $0, sessionName: sessionName, externalID: externalID, duration: durationSeconds) }
  }
}
