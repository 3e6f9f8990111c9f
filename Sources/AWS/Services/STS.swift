import Digest

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
    let operation = operation("sts:AssumeRole", "assume", role.arn)
    return try keys(
      of: .query(
        .sts, "AssumeRole", version: Self.version,
        [
          ("RoleArn", role.arn), ("RoleSessionName", role.sessionName), ("ExternalId", role.externalID),
          ("DurationSeconds", role.duration.map { "\($0)" }),
        ], in: region, operation, .by(credentials)), "AssumeRoleResponse", "AssumeRoleResult")
  }

  /// Keys of a role, by a token that somebody else vouches for.
  ///
  /// - Throws: `AWSError`.
  func assumeRole(_ role: Role, withWebIdentity token: Secret) throws(AWSError) -> AWSCredentials {
    let operation = operation("sts:AssumeRoleWithWebIdentity", "assume", role.arn)
    return try keys(
      of: .query(
        .sts, "AssumeRoleWithWebIdentity", version: Self.version,
        [
          ("RoleArn", role.arn), ("RoleSessionName", role.sessionName), ("WebIdentityToken", token.reveal()),
          ("DurationSeconds", role.duration.map { "\($0)" }),
        ], in: region, operation, .none), "AssumeRoleWithWebIdentityResponse", "AssumeRoleWithWebIdentityResult")
  }

  /// The ARN of whoever these credentials are of; anybody may ask.
  ///
  /// - Throws: `AWSError`.
  public func callerARN(_ credentials: RefreshingCredentials) throws(AWSError) -> String {
    let operation = AWSOperation(
      action: "sts:GetCallerIdentity", verb: "ask", resource: "who this key is of", arn: "*", remark: remark)
    let response = try client.send(
      .query(.sts, "GetCallerIdentity", version: Self.version, [], in: region, operation, .by(credentials)))
    var answer = CallerAnswer()
    do throws(XMLProblem) {
      try answer.read(response.body)
    } catch {
      throw .malformedAnswer(error.reason, operation)
    }
    guard !answer.arn.isEmpty else { throw .malformedAnswer("it has no Arn", operation) }
    return answer.arn
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
    let response = try client.send(
      .query(
        .sts, "GetWebIdentityToken", version: Self.version,
        [("Audience.member.1", audience), ("SigningAlgorithm", "RS256"), ("DurationSeconds", "\(duration)")],
        in: region, operation, .by(credentials)))
    var answer = WebIdentityAnswer()
    do throws(XMLProblem) {
      try answer.read(response.body)
    } catch {
      throw .malformedAnswer(error.reason, operation)
    }
    guard let token = answer.token else { throw .malformedAnswer("it has no WebIdentityToken", operation) }
    return token
  }

  private func operation(_ action: String, _ verb: String, _ arn: String) -> AWSOperation {
    AWSOperation(action: action, verb: verb, resource: arn, arn: arn, remark: remark)
  }

  private func keys(
    of call: ServiceCall, _ response: String, _ result: String
  ) throws(AWSError) -> AWSCredentials {
    let body = try client.send(call).body
    var answer = KeyAnswer(response, result)
    do throws(XMLProblem) {
      try answer.read(body)
    } catch {
      throw .malformedAnswer(error.reason, call.operation)
    }
    guard let credentials = answer.credentials else {
      throw .malformedAnswer("it has no whole key with its end", call.operation)
    }
    return credentials
  }
}

private struct KeyAnswer: XMLAnswer {
  private let root: [String]
  private var values: [String: String] = [:]

  init(_ response: String, _ result: String) {
    root = [response, result, "Credentials"]
  }

  var credentials: AWSCredentials? {
    guard let id = values["AccessKeyId"], let secret = values["SecretAccessKey"], let token = values["SessionToken"],
      let end = values["Expiration"].flatMap(UTCTime.init(iso8601:))
    else { return nil }
    return AWSCredentials(
      accessKeyId: id, secretAccessKey: Secret(secret), sessionToken: Secret(token), expiration: end.secondsSince1970)
  }

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    guard path.count == 4, Array(path.prefix(3)) == root, !text.isEmpty else { return }
    values[path[3]] = text
  }
}

private struct CallerAnswer: XMLAnswer {
  private(set) var arn = ""

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    if path == ["GetCallerIdentityResponse", "GetCallerIdentityResult", "Arn"] { arn = text }
  }
}

private struct WebIdentityAnswer: XMLAnswer {
  private(set) var token: Secret?

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    guard path == ["GetWebIdentityTokenResponse", "GetWebIdentityTokenResult", "WebIdentityToken"] else { return }
    // What is no token must not become part of a form.
    let isToken =
      !text.isEmpty && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
    if isToken { token = Secret(text) }
  }
}
