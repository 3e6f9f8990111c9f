import AWS
import AzureMonitor
import Digest
import Glibc
import Transport

/// Makes what speaks to the outside, from the settings.
struct Connections: Sendable {
  let settings: Settings
  let surroundings: Surroundings

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
    let source = workspace.keySource
    let configuration = DataCollectorConfiguration(
      workspaceID: workspace.id, logType: collector.logType, cloud: collector.cloud.azure,
      endpoint: collector.endpoint, resourceID: collector.resourceID, timeColumn: timeColumn,
      readKey: { try source.read() })
    do {
      return try DataCollectorClient(configuration, http: http(caVariables: []), now: { Int64(time(nil)) })
    } catch let error as ConfigurationError {
      throw CommandFailure(.configuration, "\(error)")
    } catch {
      throw CommandFailure(.configuration, "\(source.path): the key is not Base64")
    }
  }

  /// S3, with the credentials and the region that the AWS CLI would take.
  func s3() throws(AWSError) -> S3Client {
    let environment = surroundings.environment
    let files = SharedConfiguration(environment: environment)
    let chain = CredentialChain.standard(environment: environment, profile: settings.aws.profile, files: files)
    let choice = SharedProfile.Choice(setting: settings.aws.profile, environment: environment)
    let profile: SharedProfile?
    do {
      profile = try files.profile(choice.name)
    } catch {
      throw .configuration("\(error)")
    }
    let region = try Region(setting: settings.aws.region, environment: environment, profile: profile)
    let endpoint = try Endpoint.chosen(setting: settings.aws.endpoint, environment: environment)
    return S3Client(
      S3Configuration(region: region, endpoint: endpoint),
      http: http(caVariables: ["AWS_CA_BUNDLE"], allowPlainHTTP: settings.aws.allowPlainHTTP ? .any : .loopbackOnly),
      credentials: RefreshingCredentials(chain))
  }

  private func http(caVariables: [String], allowPlainHTTP: PlainHTTPRule = .loopbackOnly) -> HTTPClient {
    // What has no use for the rest of the environment does not get it.
    let names: Set = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
    let certificates = surroundings.environment.filter { names.contains($0.key) }
    let bundle = caVariables.lazy.compactMap { surroundings[variable: $0] }.first
    return HTTPClient(
      HTTPClientOptions(
        userAgent: Self.userAgent,
        timeouts: Timeouts(connect: settings.timeouts.connect, stall: settings.timeouts.stall),
        caFile: settings.tls.caFile ?? bundle, environment: certificates, allowPlainHTTP: allowPlainHTTP))
  }
}

extension Settings.Cloud {
  fileprivate var azure: Cloud {
    switch self {
    case .public: .public
    case .usGovernment: .usGovernment
    case .china: .china
    }
  }
}
