import Digest
import Foundation
import Support
import Synchronization
import Testing

@testable import AWS

@Suite struct EnvironmentCredentialsTests {
  @Test func takesTheKeyAndTheToken() {
    let answer = EnvironmentCredentials([
      "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
    ]).credentials()
    #expect(
      answer == .found(AWSCredentials(accessKeyId: "AKIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t"))))
  }

  @Test(
    arguments: [
      ([:], CredentialAnswer.nothing("AWS_ACCESS_KEY_ID is not set")),
      (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], .nothing("AWS_ACCESS_KEY_ID is not set")),
      (["AWS_ACCESS_KEY_ID": "AKIA1"], .failed("AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")),
      (["AWS_SECRET_ACCESS_KEY": "s"], .failed("AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not")),
    ] as [([String: String], CredentialAnswer)])
  func saysWhatIsMissing(_ environment: [String: String], _ answer: CredentialAnswer) {
    #expect(EnvironmentCredentials(environment).credentials() == answer)
  }
}

@Suite struct ProfileCredentialsTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  func ask(
    _ profile: String? = nil, credentials: String? = nil, config: String? = nil, environment: [String: String] = [:]
  ) throws -> CredentialAnswer {
    if let credentials { _ = try folder.write(".aws/credentials", text: credentials) }
    if let config { _ = try folder.write(".aws/config", text: config) }
    return ProfileCredentials(
      SharedProfile.Choice(setting: profile, environment: environment),
      in: SharedConfiguration(environment: environment, home: folder.path)
    ).credentials()
  }

  static func key(_ id: String, _ secret: String, _ token: String? = nil) -> CredentialAnswer {
    .found(AWSCredentials(accessKeyId: id, secretAccessKey: Secret(secret), sessionToken: token.map(Secret.init)))
  }

  static let two = """
    [default]
    aws_access_key_id = AKIADEFAULT
    aws_secret_access_key = one/+=
    [audit]
    aws_access_key_id = AKIAAUDIT
    aws_secret_access_key = two
    aws_session_token = token==
    """

  @Test func takesTheDefaultProfileOfTheCredentialsFile() throws {
    #expect(try ask(credentials: Self.two) == Self.key("AKIADEFAULT", "one/+="))
  }

  @Test func takesTheNamedProfile() throws {
    #expect(try ask("audit", credentials: Self.two) == Self.key("AKIAAUDIT", "two", "token=="))
  }

  @Test func takesTheProfileThatTheEnvironmentNames() throws {
    #expect(
      try ask(credentials: Self.two, environment: ["AWS_PROFILE": "audit"]) == Self.key("AKIAAUDIT", "two", "token=="))
  }

  @Test func takesAKeyInTheConfigurationFile() throws {
    let config = "[profile audit]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n"
    #expect(try ask("audit", config: config) == Self.key("AKIACONFIG", "s"))
  }

  @Test func theCredentialsFileGoesBeforeTheConfigurationFile() throws {
    let config = "[default]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n"
    #expect(try ask(credentials: Self.two, config: config) == Self.key("AKIADEFAULT", "one/+="))
  }

  @Test func theVariablesNameOtherFiles() throws {
    let file = try folder.write("elsewhere", text: Self.two)
    #expect(
      try ask(environment: ["AWS_SHARED_CREDENTIALS_FILE": file, "AWS_PROFILE": "audit"])
        == Self.key("AKIAAUDIT", "two", "token=="))
  }

  @Test func aTildeInAVariableIsTheHomeFolder() throws {
    _ = try folder.write("elsewhere", text: Self.two)
    #expect(
      try ask(environment: ["AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere"]) == Self.key("AKIADEFAULT", "one/+="))
  }

  @Test(arguments: [
    ("role_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default", "role_arn"),
    ("sso_session = corp\nsso_account_id = 1", "sso_session"),
    ("sso_start_url = https://corp.awsapps.com/start", "sso_start_url"),
    ("login_session = arn:aws:iam::123456789012:user/ann", "login_session"),
    ("credential_process = /usr/bin/vault", "credential_process"),
  ])
  func aProfileThatGetsItsKeyOtherwiseIsNamedAndNotSkipped(_ values: String, _ setting: String) throws {
    let answer = try ask("audit", config: "[profile audit]\n\(values)\n")
    #expect(answer == .nothing("gets its key by \(setting), which this version does not support"))
  }

  @Test func aRoleIsNeverTakenForTheKeyThatAssumesIt() throws {
    let answer = try ask("audit", credentials: Self.two, config: "[profile audit]\nrole_arn = arn:aws:iam::1:role/x\n")
    #expect(answer == .nothing("gets its key by role_arn, which this version does not support"))
  }

  @Test(arguments: ["login_session = x", "credential_process = /usr/bin/vault"])
  func aLoginOrAProcessGoesBehindTheCredentialsFileAndBeforeTheConfigurationFile(_ setting: String) throws {
    let key = "aws_access_key_id = AKIA1\naws_secret_access_key = s\n"
    let config = "[profile audit]\n\(setting)\n\(key)"
    let name = setting.prefix { $0 != " " }
    #expect(
      try ask("audit", config: config) == .nothing("gets its key by \(name), which this version does not support"))
    #expect(try ask("audit", credentials: "[audit]\n\(key)", config: config) == Self.key("AKIA1", "s"))
  }

  @Test func aMissingDefaultProfileIsNothing() throws {
    let path = folder.path
    #expect(try ask() == .nothing("not in \(path)/.aws/credentials and \(path)/.aws/config"))
  }

  @Test func aMissingProfileThatSomebodyNamedIsAFailure() throws {
    let path = folder.path
    #expect(
      try ask("audti", credentials: Self.two) == .failed("not in \(path)/.aws/credentials and \(path)/.aws/config"))
  }

  @Test func halfAKeyIsAFailure() throws {
    #expect(
      try ask(credentials: "[default]\naws_access_key_id = AKIA1\n")
        == .failed("has aws_access_key_id without aws_secret_access_key"))
  }

  @Test func aFileThatIsBrokenIsNamedWithItsLineAndWithoutItsText() throws {
    let answer = try ask(credentials: "[default]\nwJalrXUtnFEMI\n")
    #expect(
      answer == .failed("\(folder.path)/.aws/credentials line 2 is neither a [section] nor name = value"))
  }

  @Test func aFileThatCannotBeReadIsNamedWithTheReason() throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/.aws/credentials", withIntermediateDirectories: true)
    #expect(try ask() == .failed("\(folder.path)/.aws/credentials cannot be read: Is a directory"))
  }

  @Test func withoutHOMETheUserDatabaseNamesTheFolder() throws {
    let home = try #require(SharedConfiguration.home([:]))
    let entry = try String(contentsOfFile: "/etc/passwd", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ":", omittingEmptySubsequences: false) }.first { $0[2] == "\(getuid())" }
    #expect(home == String(try #require(entry)[5]))
    #expect(SharedConfiguration.home(["HOME": "/elsewhere"]) == "/elsewhere")
  }
}

@Suite struct CredentialChainTests {
  struct Fixed: CredentialProvider {
    let name: String
    let answer: CredentialAnswer
    func credentials() -> CredentialAnswer { answer }
  }

  static let key = AWSCredentials(accessKeyId: "AKIA1", secretAccessKey: Secret("very-secret"))

  @Test func theFirstThatHasAKeyGivesIt() throws {
    let chain = CredentialChain([
      Fixed(name: "a", answer: .nothing("not here")), Fixed(name: "b", answer: .found(Self.key)),
      Fixed(name: "c", answer: .failed("never asked")),
    ])
    #expect(try chain.credentials() == Self.key)
  }

  @Test func everyReasonIsTold() {
    let chain = CredentialChain([
      Fixed(name: "environment", answer: .nothing("AWS_ACCESS_KEY_ID is not set")),
      Fixed(name: "profile \"default\"", answer: .nothing("not in ~/.aws/config")),
    ])
    let error = #expect(throws: AWSError.self) { try chain.credentials() }
    #expect(
      error?.description
        == "no AWS credentials. Asked in turn: environment: AWS_ACCESS_KEY_ID is not set; "
        + "profile \"default\": not in ~/.aws/config. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
  }

  @Test func aProviderThatFailsEndsTheChain() {
    let chain = CredentialChain([
      Fixed(name: "a", answer: .failed("broken")), Fixed(name: "b", answer: .found(Self.key)),
    ])
    #expect(throws: AWSError.noCredentials([CredentialReason(provider: "a", reason: "broken")])) {
      try chain.credentials()
    }
  }

  @Test func theSettingBeatsTheKeysOfTheEnvironment() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(".aws/credentials", text: ProfileCredentialsTests.two)
    let environment = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"]
    let files = SharedConfiguration(environment: environment, home: folder.path)
    func keyId(_ profile: String?) throws -> String {
      try CredentialChain.standard(environment: environment, profile: profile, files: files).credentials().accessKeyId
    }
    #expect(try keyId(nil) == "AKIAENV")
    #expect(try keyId("audit") == "AKIAAUDIT")
  }

  @Test func aSecretIsNotPrinted() {
    var dumped = ""
    dump(Self.key, to: &dumped)
    #expect(!"\(Self.key) \(String(reflecting: Self.key)) \(dumped)".contains("very-secret"))
  }
}

@Suite struct RefreshingCredentialsTests {
  /// Counts the questions and answers with the next of a list.
  final class Script: Sendable {
    let clock = Mutex<Int64>(1000)
    let answers: Mutex<[Result<AWSCredentials, AWSError>]>
    let asked = Mutex(0)

    init(_ answers: [Result<AWSCredentials, AWSError>]) {
      self.answers = Mutex(answers)
    }

    var refreshing: RefreshingCredentials {
      RefreshingCredentials(now: { self.clock.withLock { $0 } }) { () throws(AWSError) in
        self.asked.withLock { $0 += 1 }
        return try self.answers.withLock { $0.removeFirst() }.get()
      }
    }
  }

  static func key(_ id: String, until expiration: Int64?) -> AWSCredentials {
    AWSCredentials(accessKeyId: id, secretAccessKey: Secret("s"), expiration: expiration)
  }

  static let failure = AWSError.noCredentials([CredentialReason(provider: "a", reason: "down")])

  @Test func aKeyThatDoesNotExpireIsAskedForOnce() throws {
    let script = Script([.success(Self.key("A", until: nil))])
    let credentials = script.refreshing
    for _ in 0..<3 { #expect(try credentials.current().accessKeyId == "A") }
    #expect(script.asked.withLock { $0 } == 1)
  }

  @Test func aKeyIsReplacedFiveMinutesBeforeItsEnd() throws {
    let script = Script([.success(Self.key("A", until: 2000)), .success(Self.key("B", until: 9000))])
    let credentials = script.refreshing
    #expect(try credentials.current().accessKeyId == "A")
    script.clock.withLock { $0 = 1699 }
    #expect(try credentials.current().accessKeyId == "A")
    script.clock.withLock { $0 = 1700 }
    #expect(try credentials.current().accessKeyId == "B")
  }

  @Test func aFailedRefreshIsTriedAgain() throws {
    let script = Script([.failure(Self.failure), .success(Self.key("A", until: nil))])
    let credentials = script.refreshing
    #expect(throws: Self.failure) { try credentials.current() }
    #expect(try credentials.current().accessKeyId == "A")
  }

  @Test func aValidKeyServesThroughAFailedRefresh() throws {
    let script = Script([
      .success(Self.key("A", until: 2000)), .failure(Self.failure), .failure(Self.failure),
    ])
    let credentials = script.refreshing
    _ = try credentials.current()
    script.clock.withLock { $0 = 1800 }
    #expect(try credentials.current().accessKeyId == "A")
    script.clock.withLock { $0 = 2000 }
    #expect(throws: Self.failure) { try credentials.current() }
  }

  @Test func aKeyThatWasRefusedIsAskedForAgain() throws {
    let script = Script([.success(Self.key("A", until: nil)), .success(Self.key("B", until: nil))])
    let credentials = script.refreshing
    let first = try credentials.current()
    credentials.forget(first)
    #expect(try credentials.current().accessKeyId == "B")
    credentials.forget(first)
    #expect(try credentials.current().accessKeyId == "B")
  }

  @Test func manyThreadsThatWaitAskOnce() throws {
    let script = Script([.success(Self.key("A", until: nil))])
    let started = DispatchSemaphore(value: 0)
    let asked = Mutex(0)
    let credentials = RefreshingCredentials(now: { 0 }) { () throws(AWSError) in
      asked.withLock { $0 += 1 }
      for _ in 0..<7 { started.wait() }
      return try script.answers.withLock { $0[0] }.get()
    }
    let got = Mutex<[String]>([])
    let threads = (0..<8).map { _ in
      Thread {
        started.signal()
        let id = (try? credentials.current().accessKeyId) ?? "none"
        got.withLock { $0.append(id) }
      }
    }
    threads.forEach { $0.start() }
    while got.withLock({ $0.count }) < 8 { usleep(1000) }
    #expect(asked.withLock { $0 } == 1)
    #expect(got.withLock { $0 } == Array(repeating: "A", count: 8))
  }
}
