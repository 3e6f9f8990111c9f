import Foundation
import Support
import Testing

@testable import AWS

/// Tokens that we renew are left behind so that the AWS CLI goes on working.
@Suite struct TokenCacheTests {
  let scene: CombinationScene

  init() throws {
    scene = try CombinationScene.shared.get()
  }

  static func named(_ name: String) throws -> Combination {
    try #require(BotocoreTests.all.first { $0.name == name })
  }

  /// The one file of tokens, and what is in it.
  func token(_ folder: TemporaryFolder, _ path: String) throws -> (file: String, members: [String: AnyJSON]) {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(path)")
    let file = "\(folder.path)/\(path)/\(try #require(files.count == 1 ? files.first : nil))"
    return (file, try TokenFile(path: file).read())
  }

  func mode(_ file: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
  }

  @Test func aRenewedSignOnServesBotocoreToo() throws {
    let combination = try Self.named("a sign-on that has ended is renewed")
    let (folder, environment) = try scene.surroundings(combination)
    let ours = try scene.session("a", environment, home: folder.path).credentials.current()
    #expect(ours.accessKeyId == "ASIA.sso.111122223333.Reader.good-new")
    let (file, members) = try token(folder, ".aws/sso/cache")
    #expect(members["accessToken"] == .text("good-new"))
    #expect(members["refreshToken"] == .text("good-next"))
    #expect(members["clientSecret"] == .text("client-secret"))
    #expect(try mode(file) == 0o600)
    // Its token is no longer one that has to be renewed, and this address would not do so.
    let theirs = try scene.botocore.ask(
      environment: environment.merging(["AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:1"]) { $1 }, profile: "a",
      containerHost: scene.containerHost)
    #expect(theirs.keyId == "ASIA.sso.111122223333.Reader.good-new")
  }

  @Test func aRenewedLoginServesBotocoreToo() throws {
    let combination = try Self.named("a login that has ended is renewed")
    let (folder, environment) = try scene.surroundings(combination)
    #expect(
      try scene.session("a", environment, home: folder.path).credentials.current().accessKeyId == "ASIA.login.refreshed"
    )
    let (file, members) = try token(folder, ".aws/login/cache")
    #expect(members["accessToken"]?[text: "accessKeyId"] == "ASIA.login.refreshed")
    #expect(members["accessToken"]?[text: "accountId"] == "111122223333")
    #expect(members["refreshToken"] == .text("good-next"))
    #expect(members["tokenType"] == .text("aws_sigv4"))
    #expect(try mode(file) == 0o600)
    let theirs = try scene.botocore.ask(environment: environment, profile: "a", containerHost: scene.containerHost)
    #expect(theirs.keyId == "ASIA.login.refreshed")
  }

  @Test(
    arguments: [
      (
        "a sign-on that has ended is renewed", ["AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:1"],
        "cannot renew the token of https://corp.example/start: http://127.0.0.1:1: "
      ),
      (
        "a sign-on that has ended and cannot be renewed", [:],
        "cannot renew the token of https://corp.example/start: the token is used up (400 InvalidGrantException)"
      ),
      ("a sign-on whose registration has ended", [:], "the registration of its client has expired. Run"),
      ("a sign-on that has ended", [:], "it has no refreshToken with a clientId, "),
    ] as [(String, [String: String], String)])
  func aSignOnThatIsNotRenewedSaysWhy(_ name: String, _ more: [String: String], _ why: String) throws {
    let (folder, environment) = try scene.surroundings(try Self.named(name))
    let session = try scene.session("a", environment.merging(more) { $1 }, home: folder.path)
    let error = "\(try #require(throws: AWSError.self) { _ = try session.credentials.current() })"
    #expect(error.contains(".json has expired and cannot be renewed: \(why)"), "\(error)")
    #expect(error.contains("Run `aws sso login --profile a`"))
  }

  @Test(
    arguments: [("expired", 200, "ASIA.login.held"), ("expired", -1, nil), ("good", 200, "ASIA.login.refreshed")]
      as [(String, Double, String?)])
  func aKeyOfALoginServesToItsEndWhereItIsNotRenewed(_ refresh: String, _ left: Double, _ gives: String?) throws {
    let (folder, environment) = try scene.surroundings(try Self.named("a login"))
    var (file, members) = try token(folder, ".aws/login/cache")
    guard case .object(var access) = members["accessToken"] else { throw CocoaError(.coderReadCorrupt) }
    access["expiresAt"] = .text(Date(timeIntervalSinceNow: left).formatted(.iso8601))
    members["accessToken"] = .object(access)
    members["refreshToken"] = .text(refresh)
    try TokenFile(path: file).write(members)
    let session = try scene.session("a", environment, home: folder.path)
    #expect((try? session.credentials.current())?.accessKeyId == gives)
  }

  @Test func aRenewedLoginServesWhereItCannotBeKept() throws {
    let (folder, environment) = try scene.surroundings(try Self.named("a login that has ended is renewed"))
    let (file, before) = try token(folder, ".aws/login/cache")
    // Where the new file is first written; permissions would not keep root out.
    try FileManager.default.createDirectory(atPath: "\(file).\(getpid()).tmp", withIntermediateDirectories: false)
    let session = try scene.session("a", environment, home: folder.path)
    #expect(try session.credentials.current().accessKeyId == "ASIA.login.refreshed")
    #expect(try TokenFile(path: file).read() == before)
  }

  static let noLives: [Int64] = [.max, .min, -1, 0, 366 * 86_400 + 1]

  @Test(arguments: noLives) func aTimeThatNoTokenLivesIsNotTaken(_ seconds: Int64) throws {
    let token = #"{"accessToken": "t", "expiresIn": \#(seconds), "refreshToken": "r"}"#
    let login = token.replacing(
      "\"t\"", with: #"{"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t"}"#)
    for (name, variable, answer, what) in [
      ("a sign-on that has ended is renewed", "AWS_ENDPOINT_URL_SSO_OIDC", token, "a token"),
      ("a login that has ended is renewed", "AWS_ENDPOINT_URL_SIGNIN", login, "a key"),
    ] {
      let server = try StandInServer(.answer(200, [:], answer))
      let (folder, environment) = try scene.surroundings(try Self.named(name))
      let session = try scene.session("a", environment.merging([variable: server.url]) { $1 }, home: folder.path)
      let error = try #require(throws: AWSError.self) { _ = try session.credentials.current() }
      #expect("\(error)".contains("its expiresIn is no time that \(what) lives"), "\(error)")
      #expect(error.meaning == .unavailable)
    }
  }

  @Test func aFileThatIsALinkStaysOne() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write("target.json", text: "{}")
    let link = "\(folder.path)/link.json"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "target.json")
    try TokenFile(path: link).write(["accessToken": .text("new")])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target.json")
    #expect(try TokenFile(path: target).read() == ["accessToken": .text("new")])
    #expect(try mode(target) == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test func aSignOnThatServesIsNotWritten() throws {
    let combination = try Self.named("a sign-on")
    let (folder, environment) = try scene.surroundings(combination)
    let before = try token(folder, ".aws/sso/cache").members
    _ = try scene.session("a", environment, home: folder.path).credentials.current()
    let after = try token(folder, ".aws/sso/cache").members
    #expect(after == before)
  }

  @Test func aFolderThatTakesNoTokenIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = TokenFile(path: "\(folder.path)/none/token.json")
    let error = #expect(throws: TokenFile.Failure.self) { try file.write(["a": .integer(1)]) }
    #expect(error?.reason == "\(folder.path)/none/token.json cannot be written: No such file or directory")
  }

  @Test func aFileOfAnotherProgramKeepsItsMembers() throws {
    let folder = try TemporaryFolder()
    let text = #"{"a": [1, 2.5, null, true, "x"], "b": {"c": 9007199254740993}}"#
    let file = TokenFile(path: try folder.write("token.json", text: text))
    try file.write(try file.read())
    #expect(
      try String(contentsOfFile: file.path, encoding: .utf8)
        == #"{"a":[1,2.5,null,true,"x"],"b":{"c":9007199254740993}}"#)
  }
}
