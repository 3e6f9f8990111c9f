import Foundation
import Support
import Testing

@testable import AWS

/// What providers do beyond a first key.
@Suite struct ProviderTests {
  let scene: CombinationScene

  init() throws {
    scene = try CombinationScene.shared.get()
  }

  static let providers: [(String, String)] = [
    ("a key in the environment", "environment"),
    ("the default profile", "profile \"default\" in {home}/.aws/credentials"),
    ("a key in the configuration file", "profile \"a\" in {home}/.aws/config"),
    (
      "a role by a profile's key",
      "profile \"hub\" (assumed role arn:aws:iam::123456789012:role/hub from source profile \"base\")"
    ),
    (
      "a role by a container",
      "profile \"a\" (assumed role arn:aws:iam::123456789012:role/audit from credential_source EcsContainer)"
    ),
    (
      "a web identity of the environment",
      "web identity (role arn:aws:iam::123456789012:role/hub by AWS_WEB_IDENTITY_TOKEN_FILE)"
    ),
    ("a process", "credential_process of profile \"a\""),
    ("a container", "container (AWS_CONTAINER_CREDENTIALS_FULL_URI)"),
    ("an instance", "instance metadata (role web)"),
    ("a sign-on", "profile \"a\" (IAM Identity Center, role Reader in account 111122223333)"),
    ("a login", "profile \"a\" (aws login)"),
  ]

  @Test(arguments: providers) func aKeyTellsWhereItIsFrom(_ name: String, _ provider: String) throws {
    let (folder, environment) = try scene.surroundings(try TokenCacheTests.named(name))
    let combination = try TokenCacheTests.named(name)
    let key = try scene.session(combination.profile, environment, home: folder.path).credentials.current()
    #expect(key.provider == provider.replacing("{home}", with: folder.path))
  }

  @Test func aKeyOfLimitedTimeTellsItsEnd() throws {
    let now = UTCTime.now.secondsSince1970
    for name in [
      "a role by a profile's key", "a web identity of the environment", "a process with a session", "a container",
      "an instance", "a sign-on",
    ] {
      let key = try scene.ours(try TokenCacheTests.named(name)).get()
      #expect(abs((key.expiration ?? 0) - now - 3600) < 30, "\(name)")
    }
  }

  @Test func aContainersTokenIsReadAnewForEachKey() throws {
    let (folder, environment) = try scene.surroundings(
      Combination(
        name: "",
        environment: [
          "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{id}/container/ok",
          "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token",
        ], files: ["token": "first"], gives: nil))
    let credentials = try scene.session(nil, environment, home: folder.path).credentials
    let first = try credentials.current()
    #expect(first.accessKeyId == "ASIA.container.first")
    _ = try folder.write("token", text: "second")
    #expect(try credentials.current().accessKeyId == "ASIA.container.first")
    credentials.forget(first)
    #expect(try credentials.current().accessKeyId == "ASIA.container.second")
  }

  /// Who does not answer, by what is to be set for that; `{silent}` is a server that says nothing.
  static let silent: [Combination] = [
    Combination(
      name: "a process", config: "[default]\ncredential_process = sleep 60\n", gives: nil),
    Combination(
      name: "a container", environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "{silent}/"], gives: nil),
    Combination(
      name: "an instance",
      environment: [
        "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{silent}",
        "AWS_METADATA_SERVICE_TIMEOUT": "60",
      ], gives: nil),
    Combination(
      name: "STS",
      environment: [
        "AWS_ENDPOINT_URL_STS": "{silent}", "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token",
        "AWS_ROLE_ARN": role,
      ], files: ["token": "t"], gives: nil),
  ]
  private static let role = Combination.role("hub")

  @Test(arguments: silent, [false, true])
  func aStopEndsAWaitForAKey(_ combination: Combination, _ isRole: Bool) throws {
    let server = try StandInServer(.stall)
    let (folder, given) = try scene.surroundings(combination)
    let environment = given.mapValues { $0.replacing("{silent}", with: server.url) }
    let setup = AWSSetup(
      assumeRole: isRole ? STS.Role(arn: Self.role) : nil, environment: environment,
      files: SharedConfiguration(environment: environment, home: folder.path))
    let session = try AWSSession(setup, options: .init(userAgent: "logship-test"))
    let clock = ContinuousClock()
    let begin = clock.now
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.3)
      session.stop()
    }
    let error = #expect(throws: AWSError.self) { try session.credentials.current() }
    guard case .transport(let failure, _)? = error else { throw try #require(error) }
    #expect(failure.phase == .stopped)
    #expect(clock.now - begin < .seconds(20))
  }

  @Test func theSettingsRoleIsAssumedByWhateverIsFound() throws {
    let (folder, environment) = try scene.surroundings(try TokenCacheTests.named("a role by a profile's key"))
    var setup = AWSSetup(
      profile: "hub", assumeRole: STS.Role(arn: Combination.role("leaf"), externalID: "e2", duration: 900),
      environment: environment, files: SharedConfiguration(environment: environment, home: folder.path))
    setup.containerHost = scene.containerHost
    let key = try AWSSession(setup, options: .init(userAgent: "logship-test")).credentials.current()
    #expect(key.accessKeyId == "ASIA.leaf.ASIA.hub.AKIABASE.x-e2.d-900")
    #expect(
      key.provider == "setting aws.assumeRole (role arn:aws:iam::123456789012:role/leaf by profile \"hub\" "
        + "(assumed role arn:aws:iam::123456789012:role/hub from source profile \"base\"))")
  }

  @Test func wordsAreTakenApartAsBotocoreDoes() throws {
    let texts = [
      "a b", "  a\tb\r\nc ", "'a b' c", "\"a b\"c", "a\\ b", "\"a\\\"b\"", "\"a\\b\"", "\"a\\\\b\"", "'a\\b'", "''",
      "a''b \"\"",
      "'a", "\"a", "a\\", "\"a\\", "é 'ü ö'", "$HOME `ls` | ; > <", "# no comment", "a\\\nb", "", "   ", "\u{A0}a b",
      "a=b 'c d'=e",
    ]
    let theirs = try scene.botocore.words(texts)
    for (text, words) in zip(texts, theirs) { #expect((try? CommandWords.split(text)) == words, "\(text)") }
    #expect(theirs.count == texts.count && theirs.contains(nil))
  }

  @Test func aContainersHostIsAskedWhereBotocoreAsks() throws {
    let urls = [
      "http://169.254.170.2/v2", "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1", "http://localhost/x",
      "http://LOCALHOST:80/x", "http://127.0.0.1:8080/x", "http://127.9.9.9/", "http://[::1]/x", "http://[::2]/x",
      "http://10.0.0.1/", "http://169.254.170.3/", "http://localhost.example.com/", "http://127.0.0.1.example.com/",
      "https://example.com/x", "HTTPS://10.0.0.1/", "http://0.0.0.0/", "http://169.254.170.2.example.com/",
      "http://example.com#@127.0.0.1/", "http://example.com?@127.0.0.1/",
    ]
    let theirs = try scene.botocore.isAllowed(urls)
    for (url, isAllowed) in zip(urls, theirs) { #expect(((try? ContainerEndpoint(url)) != nil) == isAllowed, "\(url)") }
    #expect(theirs.contains(true) && theirs.contains(false))
  }

  @Test(
    arguments: [
      ("2026-11-22T03:00:02Z", 1_795_316_402), ("2026-11-22T03:00:02UTC", 1_795_316_402),
      ("2026-11-22T03:00:02+00:00", 1_795_316_402), ("2026-11-22T05:00:02+0200", 1_795_316_402),
      ("2026-11-21T20:00:02.123456-07:00", 1_795_316_402), ("2026-11-22 03:00:02", 1_795_316_402),
      ("2026-11-22T03:00:02", 1_795_316_402), ("2026-11-22T03:00:02z", 1_795_316_402), ("soon", nil), ("", nil),
      ("2026-11-22", nil), ("2026-11-22T03:00:02+2", nil), ("2026-02-30T03:00:02Z", nil),
    ] as [(String, Int64?)])
  func theEndOfAKeyIsReadInEachForm(_ text: String, _ seconds: Int64?) {
    #expect(UTCTime(loose: text)?.secondsSince1970 == seconds)
  }
}
