import Digest
import Transport

/// Who somebody is, and keys of a role in place of their own: the Security Token Service.
///
/// The API page is <https://docs.aws.amazon.com/STS/latest/APIReference/>.
public struct STS: Sendable {
  private static let version = "2011-06-15"

  private let client: ServiceClient
  private let region: String
  private let remark: String?

  init(_ client: ServiceClient, region: Region) {
    self.client = client
    self.region = region.name
    remark = region.remark
  }

  /// A role to be assumed, and how.
  public struct Role: Sendable, Equatable {
    public var arn: String
    /// The session's name, which CloudTrail shows.
    public var sessionName: String
    public var externalID: String?
    /// Seconds; nil for the service's own hour.
    public var duration: Int?

    /// A role with a session of this name; where nobody gave one, of one that tells the program and the time.
    public init(arn: String, sessionName: String? = nil, externalID: String? = nil, duration: Int? = nil) {
      self.arn = arn
      self.sessionName = sessionName ?? "logship-\(UTCTime.now.secondsSince1970)"
      self.externalID = externalID
      self.duration = duration
    }
  }

  /// Keys of a role, by somebody who may assume it.
  ///
  /// - Throws: `AWSError`.
  func assumeRole(_ role: Role, as credentials: RefreshingCredentials) throws(AWSError) -> AWSCredentials {
    try key(
      for: role, by: "AssumeRole",
      [
        ("RoleArn", role.arn), ("RoleSessionName", role.sessionName), ("ExternalId", role.externalID),
        ("DurationSeconds", role.duration.map { "\($0)" }),
      ], .by(credentials))
  }

  /// Keys of a role, by a token that somebody else vouches for.
  ///
  /// - Throws: `AWSError`.
  func assumeRole(_ role: Role, withWebIdentity token: Secret) throws(AWSError) -> AWSCredentials {
    try key(
      for: role, by: "AssumeRoleWithWebIdentity",
      [
        ("RoleArn", role.arn), ("RoleSessionName", role.sessionName), ("WebIdentityToken", token.reveal()),
        ("DurationSeconds", role.duration.map { "\($0)" }),
      ], .none, withholding: [token])
  }

  /// The ARN of whoever these credentials are of; anybody may ask.
  ///
  /// - Throws: `AWSError`.
  public func callerARN(_ credentials: RefreshingCredentials) throws(AWSError) -> String {
    let operation = AWSOperation(
      action: "sts:GetCallerIdentity", verb: "ask", resource: "who this key is of", arn: "*", remark: remark)
    let answer = try client.ask(
      .sts, "GetCallerIdentity", version: Self.version, in: region, operation, .by(credentials))
    guard let arn = answer.values["Arn"]?.unlessEmpty else { throw .malformedAnswer("it has no Arn", operation) }
    return arn
  }

  /// A token by which somebody outside of AWS knows who these credentials are of.
  ///
  /// The account has to have outbound web identity federation enabled, and STS answers in its regions alone. Source: AWS
  /// STS, `GetWebIdentityToken`.
  ///
  /// - Parameters:
  ///   - audience: Who is to take the token.
  ///   - duration: For how long, 60 to 3600 seconds; the token may not outlive the session of the credentials.
  ///   - credentials: Whose token it is.
  /// - Returns: A JSON Web Token signed by RS256.
  /// - Throws: `AWSError`. Nothing of an answer that succeeded is part of it.
  public func webIdentityToken(
    audience: String, duration: Int, _ credentials: RefreshingCredentials
  ) throws(AWSError) -> Secret {
    let operation = AWSOperation(
      action: "sts:GetWebIdentityToken", verb: "get", resource: "a web identity token for \(audience) in \(region)",
      arn: "*", remark: remark)
    let answer = try client.ask(
      .sts, "GetWebIdentityToken", version: Self.version,
      [("Audience.member.1", audience), ("SigningAlgorithm", "RS256"), ("DurationSeconds", "\(duration)")],
      in: region, operation, .by(credentials))
    // What is no token must not become part of a form.
    guard let token = answer.values["WebIdentityToken"]?.unlessEmpty,
      token.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) })
    else { throw .malformedAnswer("it has no WebIdentityToken", operation) }
    return Secret(token)
  }

  private func key(
    for role: Role, by action: String, _ parameters: [(name: String, value: String?)],
    _ signature: ServiceCall.Signature, withholding secrets: [Secret] = []
  ) throws(AWSError) -> AWSCredentials {
    let operation = AWSOperation(
      action: "sts:\(action)", verb: "assume", resource: role.arn, arn: role.arn, remark: remark)
    let answer = try client.ask(
      .sts, action, version: Self.version, parameters, in: region, operation, signature, withholding: secrets)
    func part(_ name: String) -> String? { answer.values["Credentials/\(name)"]?.unlessEmpty }
    guard let id = part("AccessKeyId"), let secret = part("SecretAccessKey"), let token = part("SessionToken"),
      let end = part("Expiration").flatMap(UTCTime.init(iso8601:))
    else { throw .malformedAnswer("it has no whole key with its end", operation) }
    return AWSCredentials(
      accessKeyId: id, secretAccessKey: Secret(secret), sessionToken: Secret(token), expiration: end.secondsSince1970)
  }
}
