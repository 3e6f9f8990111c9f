import Digest
import Support
import Testing

@testable import logship

private let path = "destination.dataCollector.workspaceKey"

private func file(_ form: String) -> String {
  #"{"destination": {"dataCollector": {"workspaceKey": \#(form)}}}"#
}

/// What reads as a run does, under the variables of a fixture.
private func access(_ fixture: Fixture) -> SecretAccess {
  let environment = fixture.surroundings.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
  return SecretAccess(environment: environment, isStopped: { false }, aws: SecretAccess.none.aws)
}

private func source(_ fixture: Fixture, _ form: String) throws -> SecretSource {
  try #require(try fixture.resolve(file(form)).destination.dataCollector.workspaceKey)
}

/// What is said where a secret cannot be read.
private func complaint(_ fixture: Fixture, _ form: String) throws -> ConfigurationErrors? {
  let source = try source(fixture, form)
  do throws(ConfigurationError) {
    _ = try source.read(access(fixture))
    return nil
  } catch {
    return ConfigurationErrors(problems: [error])
  }
}

@Suite struct CredentialSecretTests {
  @Test func `A credential is read from the folder that systemd names, without its white space`() throws {
    var fixture = try Fixture()
    _ = try fixture.folder.write("credentials/key", text: "ZmlsZQ==\n")
    fixture.surroundings.environment["CREDENTIALS_DIRECTORY"] = "\(fixture.folder.path)/credentials"
    let source = try source(fixture, #"{"credential": "key"}"#)
    #expect(try source.read(.none).reveal() == "ZmlsZQ==")
    #expect(source.detail == #"{"credential": "key"}"#)
  }

  @Test(arguments: ["../key", "/etc/passwd", ".", "..", "a/b"])
  func `A credential is one name and no path`(_ name: String) throws {
    #expect(
      try Fixture().complaints(file(#"{"credential": "\#(name)"}"#)) == [
        #"config.json: \#(path).credential is "\#(name)"; allowed is the name of a file, without a slash"#
      ])
  }

  @Test func `A credential that the service was not given is told: 78`() throws {
    var fixture = try Fixture()
    let without = try #require(try complaint(fixture, #"{"credential": "key"}"#))
    #expect(without.exitCode == .configuration)
    #expect(
      "\(without.problems[0])".hasSuffix(
        "\(path) comes from the credential key, but CREDENTIALS_DIRECTORY is not set: run as a service of systemd that "
          + "has LoadCredential="))
    fixture.surroundings.environment["CREDENTIALS_DIRECTORY"] = "/nowhere"
    let missing = try #require(try complaint(fixture, #"{"credential": "key"}"#))
    #expect(missing.exitCode == .configuration)
    #expect(
      "\(missing.problems[0])".hasSuffix(
        "the credential key, which cannot be read in /nowhere: no such file or directory; "
          + "give it to the service by LoadCredential="))
  }
}

@Suite struct CommandSecretTests {
  @Test func `A command's output is the secret, without its white space`() throws {
    let fixture = try Fixture(environment: ["OF_THE_TEST": "Y29tbWFuZA=="])
    let source = try source(fixture, #"{"command": ["sh", "-c", "echo; echo \"  $OF_THE_TEST\""]}"#)
    #expect(try source.read(access(fixture)).reveal() == "Y29tbWFuZA==")
  }

  @Test func `No argument of a command is shown`() throws {
    let source = try source(try Fixture(), #"{"command": ["~/bin/give", "--token", "hidden-word"]}"#)
    #expect(source.detail.hasSuffix(#"/home/bin/give", …]}"#))
    #expect(!source.detail.contains("hidden-word"))
  }

  @Test(arguments: [
    (
      #"["sh", "-c", "echo no key >&2; exit 4"]"#, ExitCode.refused,
      "sh, but it ended with 4; run it by hand to see why, since its own words may hold the secret"
    ),
    (
      #"["sh", "-c", "kill -9 $$"]"#, .refused,
      "sh, but signal 9 ended it; run it by hand to see why, since its own words may hold the secret"
    ),
    (#"["/nowhere/give"]"#, .refused, "/nowhere/give, but it cannot be started: No such file or directory"),
    (#"["true"]"#, .configuration, "the command true is empty"),
    (
      #"["echo", "no base64"]"#, .configuration,
      "the command echo is not Base64; copy the whole key from the workspace's page"
    ),
    (#"["yes"]"#, .configuration, "the command yes, but it printed more than 65536 bytes"),
  ])
  func `A command that gives no secret is told`(_ command: String, _ code: ExitCode, _ words: String) throws {
    let complaint = try #require(try complaint(Fixture(), #"{"command": \#(command)}"#))
    #expect("\(complaint.problems[0])".hasSuffix(words), "\(complaint.problems[0])")
    #expect(complaint.exitCode == code)
  }

  @Test(arguments: ["[]", #"[""]"#, #""pass show""#, #"["a", 1]"#, "{}", "null", #"["a\u0000b"]"#])
  func `A command is a list of texts`(_ command: String) throws {
    #expect(
      try Fixture().complaints(file(#"{"command": \#(command)}"#)) == [
        "config.json: \(path) is in no form that is allowed: \(SecretForms.usage)"
      ])
  }
}

@Suite struct SecretMemberTests {
  @Test(arguments: [
    (#"{"comand": ["a"]}"#, "\(path).comand is not a setting; did you mean \(path).command?"),
    (#"{"Credential": "a"}"#, "\(path).Credential is not a setting; did you mean \(path).credential?"),
    (#"{"env": "A", "fiel": "b"}"#, "\(path).fiel is not a setting; did you mean \(path).file?"),
    (#"{"SSM": "a"}"#, "\(path).SSM is not a setting; did you mean \(path).ssm?"),
    (#"{"secretManager": "a"}"#, "\(path).secretManager is not a setting; did you mean \(path).secretsManager?"),
    (#"{"secretsManager": "a", "jsonkey": "b"}"#, "\(path).jsonkey is not a setting; did you mean \(path).jsonKey?"),
    (
      #"{"kms": {"env": "A"}, "encryptContext": {}}"#,
      "\(path).encryptContext is not a setting; did you mean \(path).encryptionContext?"
    ),
    (#"{"kms": {"evn": "A"}}"#, "\(path).kms.evn is not a setting; did you mean \(path).kms.env?"),
    (#"{"kms": {"ssm": "A"}}"#, "\(path).kms.ssm is not a setting;"),
    (#"{"ssm": "a", "jsonKey": "b"}"#, "\(path).jsonKey is not a setting;"),
    (#"{"vault": "a"}"#, "\(path).vault is not a setting;"),
    (#"{"env": "A", "env": "B"}"#, "\(path).env is given twice; take one of them out"),
  ])
  func `A member that is not known is told with the nearest one`(_ form: String, _ words: String) throws {
    let complaints = try Fixture().complaints(file(form))
    #expect(complaints.count == 1)
    #expect(complaints.first?.hasPrefix("config.json: \(words)") == true, "\(complaints)")
  }

  @Test(arguments: [
    #"{"env": "A", "command": ["a"]}"#, #"{"credential": 5}"#, #"{"credential": ""}"#, #"{"ssm": ["a"]}"#,
    #"{"secretsManager": "a", "jsonKey": 5}"#, #"{"kms": "text"}"#, #"{"kms": {}}"#,
    #"{"kms": {"env": "A"}, "encryptionContext": {"a": 1}}"#, #"{"kms": {"env": "A"}, "encryptionContext": []}"#,
  ])
  func `Two forms at once, or a value of another kind, are no form`(_ form: String) throws {
    #expect(
      try Fixture().complaints(file(form)) == [
        "config.json: \(path)\(form.contains("{}") ? ".kms" : "") is in no form that is allowed: \(SecretForms.usage)"
      ])
  }

  @Test func `A key's variable may hold a form, as a configuration file does`() throws {
    let fixture = try Fixture(environment: ["LOGSHIP_WORKSPACE_KEY": #" {"ssm": "/logship/key"}"#])
    let source = try #require(try fixture.resolve().destination.dataCollector.workspaceKey)
    #expect(source.detail == #"{"ssm": "/logship/key"}"#)
    let broken = try Fixture(environment: ["LOGSHIP_WORKSPACE_KEY": #"{"ssm": "hidden-word""#])
    #expect(
      broken.complaints(flags: []) == [
        "LOGSHIP_WORKSPACE_KEY: \(path) is in no form that is allowed: \(SecretForms.usage)"
      ])
  }

  @Test func `The secret of hashed ids has the same forms`() throws {
    let fixture = try Fixture()
    let settings = try fixture.resolve(#"{"accessKeyIds": {"hashed": {"command": ["echo", " any text "]}}}"#)
    let needs = try settings.needs(ofWorkspace: false, state: false, secrets: .everywhere(access(fixture)))
    #expect(needs.hashKey?.reveal() == "any text")
    #expect(settings.distantSecrets.map(\.path) == ["accessKeyIds.hashed"])
  }

  @Test(arguments: [
    #"{"ssm": "/logship/key"}"#, #"{"secretsManager": "key"}"#, #"{"secretsManager": "key", "jsonKey": "primary"}"#,
    #"{"kms": {"env": "KEY"}}"#, #"{"kms": {"file": "/etc/key"}}"#,
  ])
  func `What is kept in AWS is shown as it is written`(_ form: String) throws {
    #expect(try source(Fixture(), form).detail == form)
  }

  @Test(arguments: [
    (#"{"kms": {"env": "KEY"}}"#, ["LambdaFunctionName": "ship"]),
    (#"{"kms": {"env": "KEY"}, "encryptionContext": {}}"#, [:]),
    (#"{"kms": {"env": "KEY"}, "encryptionContext": {"a": "b"}}"#, ["a": "b"]),
  ])
  func `On Lambda the context is the function's name, unless one is given`(
    _ form: String, _ context: [String: String]
  ) throws {
    let fixture = try Fixture(environment: ["AWS_LAMBDA_FUNCTION_NAME": "ship"])
    #expect((try source(fixture, form).form as? EncryptedSecret)?.context == context)
  }

  @Test func `Where nobody may be asked, what only others can give is not read`() throws {
    let settings = try Fixture().resolve(#"{"accessKeyIds": {"hashed": {"command": ["false"]}}}"#)
    #expect(try settings.needs(ofWorkspace: false, state: false, secrets: .thisMachine).hashKey == nil)
  }
}
