import Digest
import Foundation
import Support
import Testing
import Transport

@testable import AWS

/// What is said when there are no credentials: each provider, and what it lacked.
@Suite struct CredentialReasonTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  func session(
    _ profile: String? = nil, credentials: String? = nil, config: String? = nil, environment: [String: String] = [:]
  ) throws -> AWSSession {
    if let credentials { _ = try folder.write(".aws/credentials", text: credentials) }
    if let config { _ = try folder.write(".aws/config", text: config) }
    let environment = [
      "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
      "PATH": "/usr/bin:/bin",
    ].merging(environment) { $1 }
    let setup = AWSSetup(
      profile: profile, environment: environment,
      files: SharedConfiguration(environment: environment, home: folder.path))
    return try AWSSession(setup, options: HTTPClientOptions(userAgent: "logship-test"))
  }

  /// The last reason, which ended the chain.
  func reason(
    _ profile: String? = "a", credentials: String? = nil, config: String? = nil, environment: [String: String] = [:]
  ) throws -> String {
    let session = try session(profile, credentials: credentials, config: config, environment: environment)
    let error = #expect(throws: AWSError.self) { try session.credentials.current() }
    guard case .noCredentials(let reasons)? = error else { return "\(String(describing: error))" }
    return (reasons.last?.description ?? "none").replacing(folder.path, with: "~")
  }

  @Test func eachProviderIsNamedInItsTurn() throws {
    let session = try session(config: "[default]\nregion = eu-west-1\n")
    let error = #expect(throws: AWSError.self) { try session.credentials.current() }
    #expect(
      error?.description.replacing(folder.path, with: "~") == """
        no AWS credentials. Asked in turn: environment: AWS_ACCESS_KEY_ID is not set; \
        assumed role: profile "default" has no role_arn; \
        web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set and profile "default" has no web_identity_token_file; \
        IAM Identity Center: profile "default" has no sso_account_id; \
        credentials file: profile "default" in ~/.aws/credentials has no aws_access_key_id; \
        login: profile "default" has no login_session; \
        process: profile "default" has no credential_process; \
        configuration file: profile "default" in ~/.aws/config has no aws_access_key_id; \
        container: neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set; \
        instance metadata: AWS_EC2_METADATA_DISABLED is set. \
        Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
        """)
  }

  @Test func aProfileThatIsNotThereIsToldOnce() throws {
    let error = #expect(throws: AWSError.self) { try session().credentials.current() }
    #expect(
      error?.description.replacing(folder.path, with: "~").contains(
        """
        IAM Identity Center, credentials file, login, process, configuration file: \
        profile "default" is not in ~/.aws/credentials and ~/.aws/config;
        """) == true)
  }

  @Test func aProfileThatSomebodyNamedHasToBeThere() throws {
    #expect(
      try reason("audti", credentials: Combination.keys)
        == "shared files: profile \"audti\" is not in ~/.aws/credentials and ~/.aws/config")
  }

  static let role = "role_arn = arn:aws:iam::123456789012:role/audit\n"

  static let roles: [(String, String)] = [
    ("role_arn =\n", "profile \"a\" has an empty role_arn"),
    (role, "profile \"a\" has role_arn, but neither source_profile nor credential_source"),
    (
      role + "source_profile = base\ncredential_source = Environment\n",
      "profile \"a\" has both source_profile and credential_source; only one can hold"
    ),
    (
      role + "source_profile = none\n",
      "source profile \"none\" of profile \"a\": profile \"none\" is not in ~/.aws/credentials and ~/.aws/config"
    ),
    (
      role + "source_profile = a\n",
      "source profile \"a\" of profile \"a\": is its own source and has no key of its own"
    ),
    (
      role + "source_profile = b\n[profile b]\n\(role)source_profile = a\n",
      "source profile \"b\" of profile \"a\": source profile \"a\" of profile \"b\": the roles go round in a circle: a, b, a"
    ),
    (
      role + "credential_source = Instance\n",
      "credential_source Instance of profile \"a\": is not one of Environment, EcsContainer, Ec2InstanceMetadata"
    ),
    (
      role + "source_profile = base\nmfa_serial = arn:aws:iam::1:mfa/ann\n",
      "profile \"a\" has mfa_serial arn:aws:iam::1:mfa/ann, and nobody is there to be asked for a code. Get a session with "
        + "`aws sts assume-role` or by credential_process, or take a role without MFA"
    ),
  ]

  @Test(arguments: roles)
  func aRoleThatCannotBeAssumedIsExplained(_ config: String, _ why: String) throws {
    #expect(try reason(credentials: Combination.keys, config: "[profile a]\n" + config) == "assumed role: \(why)")
  }

  static func chain(_ count: Int) -> String {
    let links = (1..<count).map { "[profile p\($0)]\n\(role)source_profile = p\($0 + 1)\n" }.joined()
    let key = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"
    return "[profile a]\n\(role)source_profile = p1\n\(links)[profile p\(count)]\n\(key)"
  }

  @Test func aChainOfRolesHasALimit() throws {
    let begin = ContinuousClock.now
    #expect(
      try reason(config: Self.chain(800))
        == "assumed role: profile \"a\" begins a chain of more than 32 roles by source_profile")
    #expect(ContinuousClock.now - begin < .seconds(5))
    // So many are asked for, here in vain.
    #expect(try reason(config: Self.chain(32)).contains("cannot assume arn:aws:iam::123456789012:role/audit"))
  }

  static let broken: [(String, String, String)] = [
    ("AWS_ACCESS_KEY_ID", "AKIA\r", "AWS_ACCESS_KEY_ID"), ("AWS_SECRET_ACCESS_KEY", "s\n", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_SESSION_TOKEN", "hunter2\r\nX: y", "AWS_SESSION_TOKEN"),
    ("AWS_SECURITY_TOKEN", "hunter2\u{7F}", "AWS_SECURITY_TOKEN"),
  ]

  @Test(arguments: broken)
  func aVariableWithALineEndIsNamed(_ name: String, _ value: String, _ told: String) throws {
    var environment = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    environment[name] = value
    let error = #expect(throws: AWSError.self) { try session(environment: environment).credentials.current() }
    #expect(error?.meaning == .refused)
    #expect(
      error?.description.contains(
        "environment: \(told) has a line break or another control character, perhaps from a file with Windows line ends"
      )
        == true)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test func whoeverGivesAKeyWithALineEndIsNamed() throws {
    let document = #"{"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "s", "SessionToken": "t\r"}"#
    let file = try folder.write("key", text: document)
    #expect(
      try reason(config: "[profile a]\ncredential_process = cat \(file)\n").hasPrefix(
        "process: the session token of credential_process of profile \"a\" has a line break"))
  }

  @Test func whoseKeyHasExpiredIsNamed() throws {
    let expired = ["AWS_CREDENTIAL_EXPIRATION": "2026-01-01T00:00:00Z"]
    let environment = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"].merging(expired) { $1 }
    #expect(try reason(nil, environment: environment) == "environment: the key that it gave has expired")
  }

  /// A FIFO that nobody writes to would hold whoever opens it.
  @Test(arguments: [
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
  ])
  func aFIFOIsNoFile(_ variable: String) throws {
    let path = "\(folder.path)/fifo"
    try #require(mkfifo(path, 0o600) == 0)
    var environment = [variable: path]
    environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/"
    environment["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/audit"
    let error = #expect(throws: AWSError.self) { try session(environment: environment).credentials.current() }
    #expect(error?.description.contains("is no regular file") == true, "\(String(describing: error))")
  }

  @Test func theNullDeviceIsAnEmptyFile() throws {
    let environment = ["AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"]
    let error = #expect(throws: AWSError.self) { try session(environment: environment).credentials.current() }
    #expect(error?.description.contains("no regular file") == false)
  }

  @Test func aContainersAgentThatDripsIsGivenUp() throws {
    var drip = StandInServer.Act.answer(200, [:], String(repeating: "x", count: 100))
    drip.drip = 0.5
    let server = try StandInServer(drip)
    let begin = ContinuousClock.now
    let why = try reason(nil, environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
    #expect(why.hasPrefix("container: AWS_CONTAINER_CREDENTIALS_FULL_URI: "))
    #expect(ContinuousClock.now - begin < .seconds(7))
  }

  static let agents: [(StandInServer.Act, AWSError.Meaning)] = [
    (.answer(500), .unavailable), (.answer(503), .unavailable), (.answer(429), .unavailable), (.drop, .unavailable),
    (.stall, .unavailable), (.answer(403), .refused), (.answer(404), .refused), (.answer(200, [:], "{}"), .refused),
  ]

  @Test(arguments: agents)
  func aContainersAgentThatCannotAnswerNowIsNoRefusal(_ act: StandInServer.Act, _ meaning: AWSError.Meaning) throws {
    let server = try StandInServer(act)
    let session = try session(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
    let error = try #require(throws: AWSError.self) { _ = try session.credentials.current() }
    #expect(error.meaning == meaning, "\(error)")
  }

  static let instances: [([StandInServer.Act], AWSError.Meaning)] = [
    ([.answer(200, [:], "token"), .answer(503)], .unavailable),
    ([.answer(200, [:], "token"), .answer(200, [:], "role"), .answer(500)], .unavailable),
    ([.answer(429)], .unavailable), ([.answer(200, [:], "token"), .answer(404)], .refused), ([.drop], .refused),
    ([.answer(403)], .refused),
  ]

  @Test(arguments: instances)
  func anInstancesServiceThatCannotAnswerNowIsNoRefusal(
    _ acts: [StandInServer.Act], _ meaning: AWSError.Meaning
  ) throws {
    let server = try StandInServer(acts)
    let session = try session(environment: [
      "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url,
    ])
    let error = try #require(throws: AWSError.self) { _ = try session.credentials.current() }
    #expect(error.meaning == meaning, "\(error)")
  }

  @Test func anInstancesServiceThatDripsIsGivenUp() throws {
    var drip = StandInServer.Act.answer(200, [:], String(repeating: "x", count: 100))
    drip.drip = 0.5
    let server = try StandInServer(drip)
    let begin = ContinuousClock.now
    let environment = ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url]
    #expect(try reason(nil, environment: environment).hasPrefix("instance metadata: "))
    #expect(ContinuousClock.now - begin < .seconds(5))
  }

  static let signOns: [(String, String)] = [
    (
      "sso_account_id = 1\nsso_role_name = R\n",
      "profile \"a\" signs on by IAM Identity Center, but has no sso_start_url, sso_region"
    ),
    (
      "sso_account_id = 1\nsso_session = corp\n",
      "profile \"a\" names [sso-session corp], which is not in ~/.aws/config"
    ),
    (
      "sso_account_id = 1\nsso_role_name = R\nsso_start_url = u\nsso_region = eu-west-1\n",
      "there is no token to sign on with: ~/.aws/sso/cache/51e69892ab49df85c6230ccc57f8e1d1606caccc.json is not there. "
        + "Run `aws sso login --profile a`"
    ),
  ]

  @Test(arguments: signOns)
  func aSignOnThatIsMissingIsExplained(_ config: String, _ why: String) throws {
    #expect(
      try reason(config: "[profile a]\n" + config).replacing(
        #/[0-9a-f]{40}/#, with: "51e69892ab49df85c6230ccc57f8e1d1606caccc")
        == "IAM Identity Center: \(why)")
  }

  @Test func aLoginThatIsMissingIsExplained() throws {
    let why = try reason(config: "[profile a]\nlogin_session = ann\n")
    #expect(why.hasPrefix("login: there is no login session: ~/.aws/login/cache/"))
    #expect(why.hasSuffix(".json is not there. Run `aws login --profile a`"))
  }

  static let processes: [(String, String)] = [
    ("sh -c 'echo hunter2; echo hunter2 >&2; exit 3'", "credential_process of profile \"a\": it ended with 3"),
    ("sh -c 'kill -9 $$'", "credential_process of profile \"a\": signal 9 ended it"),
    ("/no/such/hunter2", "credential_process of profile \"a\": it cannot be started: No such file or directory"),
    ("echo hunter2", "what credential_process of profile \"a\" printed is not the JSON of a key"),
    (
      "echo '{\"Version\": 1, \"SecretAccessKey\": \"hunter2\"}'",
      "what credential_process of profile \"a\" printed has no AccessKeyId"
    ),
    ("echo '{\"Version\": 3}'", "what credential_process of profile \"a\" printed has no Version of 1"),
    ("echo 'hunter2", "credential_process of profile \"a\" has a quotation that is not closed"),
  ]

  @Test(arguments: processes)
  func aProcessThatFailsIsExplainedWithoutWhatItPrinted(_ command: String, _ why: String) throws {
    #expect(try reason(config: "[profile a]\ncredential_process = \(command)\n") == "process: \(why)")
  }

  static let containers: [([String: String], String)] = [
    (
      ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/hunter2"],
      "names 192.0.2.1 over http://, where only this machine and the agents 169.254.170.2, 169.254.170.23 and "
        + "fd00:ec2::23 are asked"
    ),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://ann:hunter2@127.0.0.1/"], "has no usable host"),
    (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "127.0.0.1/hunter2"], "has no http:// or https:// in front"),
  ]

  @Test(arguments: containers)
  func aContainersAddressThatIsNotAskedIsExplained(_ environment: [String: String], _ why: String) throws {
    #expect(
      try reason(nil, environment: environment)
        == "container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI \(why)")
  }

  @Test func aContainersTokenThatIsNotThereIsExplained() throws {
    let environment = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/no/token",
    ]
    #expect(
      try reason(nil, environment: environment)
        == "container: the file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, /no/token, is not there")
  }

  @Test func aTokenOfAWebIdentityThatIsNotThereIsExplained() throws {
    let environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/no/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r"]
    #expect(
      try reason(nil, environment: environment)
        == "web identity: the token of AWS_WEB_IDENTITY_TOKEN_FILE, /no/token, is not there")
  }

  @Test func halfAKeyIsExplained() throws {
    #expect(
      try reason(credentials: "[a]\naws_access_key_id = AKIA1\n")
        == "credentials file: profile \"a\" in ~/.aws/credentials has aws_access_key_id without aws_secret_access_key")
  }

  @Test func aFileThatIsBrokenIsNamedWithItsLineAndWithoutItsText() throws {
    let error = #expect(throws: AWSError.self) { try session(credentials: "[default]\nwJalrXUtnFEMI\n") }
    #expect(
      error == .configuration("\(folder.path)/.aws/credentials line 2 is neither a [section] nor name = value"))
  }

  @Test func aFileThatIsNoFileIsAsIfItWereNotThere() throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/.aws/credentials", withIntermediateDirectories: true)
    #expect(try reason(nil).hasPrefix("instance metadata:"))
  }

  @Test func withoutHOMETheUserDatabaseNamesTheFolder() throws {
    let home = try #require(SharedConfiguration.home([:]))
    let entry = try String(contentsOfFile: "/etc/passwd", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ":", omittingEmptySubsequences: false) }.first { $0[2] == "\(getuid())" }
    #expect(home == String(try #require(entry)[5]))
    #expect(SharedConfiguration.home(["HOME": "/elsewhere"]) == "/elsewhere")
  }
}
