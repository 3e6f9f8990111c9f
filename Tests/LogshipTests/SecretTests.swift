import Foundation
import Support
import Testing

@testable import Transport
@testable import logship

private let id = "01234567-89ab-cdef-0123-456789abcdef"

private func file(key: String) -> String {
  #"{"destination": {"dataCollector": {"workspaceId": "\#(id)", "workspaceKey": \#(key)}}}"#
}

@Suite struct SecretTests {
  /// The key that a run would sign with.
  private func key(_ fixture: Fixture, _ json: String? = nil, flags: [String] = []) throws -> String? {
    let settings = try json.map { try fixture.resolve($0, flags: flags) } ?? fixture.resolve(flags: flags)
    return try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine).workspace?.key.reveal()
  }

  private func complaints(_ fixture: Fixture, _ json: String) -> [String] {
    fixture.complaints {
      let settings = try fixture.resolve(json)
      _ = try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine)
      return settings
    }
  }

  @Test func `A key is read from a variable, a file without its white space, or the text itself`() throws {
    let fixture = try Fixture(environment: ["MY_KEY": "ZW52"])
    let path = try fixture.folder.write("key", text: "\t ZmlsZQ== \r\n\n")
    #expect(try key(fixture, file(key: #"{"env": "MY_KEY"}"#)) == "ZW52")
    #expect(try key(fixture, file(key: #"{"file": "\#(path)"}"#)) == "ZmlsZQ==")
    #expect(try key(fixture, file(key: #""bGl0ZXJhbA==""#)) == "bGl0ZXJhbA==")
  }

  @Test func `A key's file can be named by a flag or a variable`() throws {
    var fixture = try Fixture(environment: ["LOGSHIP_WORKSPACE_ID": id])
    let path = try fixture.folder.write("key", text: "ZmlsZQ==\n")
    #expect(try key(fixture, flags: ["--workspace-key-file", path]) == "ZmlsZQ==")
    fixture.surroundings.environment["LOGSHIP_WORKSPACE_KEY_FILE"] = path
    #expect(try key(fixture) == "ZmlsZQ==")
  }

  @Test func `A key that was changed is seen when it is read again`() throws {
    let fixture = try Fixture()
    let path = try fixture.folder.write("key", text: "Zmlyc3Q=")
    let settings = try fixture.resolve(file(key: #"{"file": "\#(path)"}"#))
    let source = try #require(
      try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine).workspace?.keySource)
    _ = try fixture.folder.write("key", text: "c2Vjb25k")
    #expect(try source.read(.none).reveal() == "c2Vjb25k")
  }

  @Test func `A key that is not there is no fault of a run that needs none`() throws {
    let settings = try Fixture().resolve(file(key: #"{"env": "NOT_SET"}"#))
    #expect(try settings.needs(ofWorkspace: false, state: false, secrets: .thisMachine).workspace == nil)
  }

  @Test(arguments: [
    (#"{"env": "NOT_SET"}"#, "comes from the variable NOT_SET, which is not set"),
    (#"{"file": "/nowhere/k"}"#, "comes from /nowhere/k, which cannot be read: no such file or directory"),
    (#"{"file": "/dev/null"}"#, "/dev/null is empty"),
    (#"{"file": "/"}"#, "comes from /, which cannot be read: is a directory"),
    (#"{"env": "BLANK"}"#, "the variable BLANK is empty"),
    (#"{"env": "ODD"}"#, "the variable ODD is not Base64; copy the whole key from the workspace's page"),
    (#""odd-literal""#, "the value is not Base64; copy the whole key from the workspace's page"),
  ])
  func `What is wrong with a key is told without it`(_ form: String, _ words: String) throws {
    let fixture = try Fixture(environment: ["BLANK": " \n", "ODD": "odd-variable"])
    let complaint = try #require(complaints(fixture, file(key: form)).first)
    let separator = words.hasPrefix("comes") ? " " : ": "
    #expect(complaint == "config.json: destination.dataCollector.workspaceKey\(separator)\(words)")
  }

  @Test(arguments: ["5", "[]", "{}", #"{"env": 5}"#, #"{"env": ""}"#, #"{"env": "A", "file": "B"}"#])
  func `Other forms are refused without being shown`(_ form: String) throws {
    #expect(
      try Fixture().complaints(file(key: form)) == [
        "config.json: destination.dataCollector.workspaceKey is in no form that is allowed: \(SecretForms.usage)"
      ])
  }

  @Test(arguments: [0o640, 0o604, 0o644] as [UInt32])
  func `A literal in a file that others can read is refused`(_ mode: UInt32) throws {
    let fixture = try Fixture()
    let path = try fixture.folder.write("open.json", text: file(key: #""c2VjcmV0""#))
    try setMode(mode, path)
    #expect(
      fixture.complaints(flags: ["--config", path]) == [
        "open.json: destination.dataCollector.workspaceKey stands in a file that other users can read. "
          + #"Run `chmod 600 open.json`, or give it as {"file": PATH} or {"env": NAME}"#
      ])
  }

  @Test func `The place of a key may stand in a file that others can read`() throws {
    let fixture = try Fixture(environment: ["MY_KEY": "ZW52"])
    let path = try fixture.folder.write("open.json", text: file(key: #"{"env": "MY_KEY"}"#))
    try setMode(0o644, path)
    #expect(try key(fixture, flags: ["--config", path]) == "ZW52")
  }

  @Test func `What is missing is told with three ways to give it`() throws {
    let fixture = try Fixture()
    let complaints = fixture.complaints {
      let settings = try fixture.resolve()
      _ = try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine)
      return settings
    }
    #expect(
      complaints == [
        "destination.dataCollector.workspaceId is not set. Give it by --workspace-id GUID, by the variable "
          + "LOGSHIP_WORKSPACE_ID, or in home/.config/logship/config.json. Or name a data collection rule in its place: "
          + "destination.logsIngestion.endpoint and ruleId",
        "destination.dataCollector.workspaceKey is not set. Give it by --workspace-key-file PATH, by the variable "
          + #"LOGSHIP_WORKSPACE_KEY, or as {"file": PATH} or {"env": NAME} in home/.config/logship/config.json"#,
      ])
  }

  @Test(arguments: [#"{"hashed": null}"#, "{}", #""hashed""#])
  func `Hashed ids without a secret are refused`(_ form: String) throws {
    let complaints = try Fixture().complaints(#"{"accessKeyIds": \#(form)}"#)
    #expect(complaints.map { $0.prefix(52) } == ["config.json: accessKeyIds is hashed, which needs a s"])
  }

  @Test func `The secret of hashed ids is any text`() throws {
    let fixture = try Fixture(environment: ["S": " not base64! "])
    let settings = try fixture.resolve(#"{"accessKeyIds": {"hashed": {"env": "S"}}}"#)
    #expect(
      try settings.needs(ofWorkspace: false, state: false, secrets: .thisMachine).hashKey?.reveal() == "not base64!")
  }

  @Test func `No row, dump or description of the settings shows a secret`() throws {
    let fixture = try Fixture(environment: ["MY_KEY": "ZW52", "LOGSHIP_ACCESS_KEY_IDS_HASHED": "bm90"])
    for form in [#""c2VjcmV0""#, #"{"env": "MY_KEY"}"#] {
      let settings = try fixture.resolve(file(key: form))
      var dumped = ""
      dump(settings, to: &dumped)
      dump(try settings.needs(ofWorkspace: true, state: true, secrets: .thisMachine), to: &dumped)
      dumped += "\(settings)" + EffectiveConfiguration.text(settings, in: fixture.surroundings)
      for secret in ["c2VjcmV0", "ZW52", "bm90"] { #expect(!dumped.contains(secret)) }
    }
  }
}

@Suite struct WholeFileTests {
  @Test func `A FIFO that nobody writes to is given up`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/fifo"
    try #require(mkfifo(path, 0o600) == 0)
    let failure = #expect(throws: WholeFile.Failure.self) {
      try WholeFile.read(path, atMost: 100, patience: .seconds(1))
    }
    #expect(failure?.reason == "it did not come to its end within 1 s")
  }

  @Test func `A pipe is read to its end, be its writer slow`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let writing = ends[1]
    defer { close(ends[0]) }
    Thread.detachNewThread {
      for _ in 0..<3 {
        usleep(100_000)
        _ = write(writing, "abc", 3)
      }
      close(writing)
    }
    #expect(try WholeFile.read("/dev/fd/\(ends[0])", atMost: 100) == Array("abcabcabc".utf8))
  }

}

@Suite struct EndpointURLTests {
  @Test(arguments: [
    ("http://127.0.0.1;@evil.example/", false), ("http://[::1]/", true), ("http://evil.example@127.0.0.1/", true),
    ("http://LOCALHOST/", true), ("http://127.1.2.3:80/x", true), ("http://127.evil.example/", false),
  ])
  func `What is taken for this machine is what libcurl asks`(_ url: String, _ isLoopback: Bool) throws {
    let ours = try #require(EndpointURL(url))
    let target = try Target(url)
    #expect(ours.isLoopback == isLoopback && target.isLoopback == isLoopback)
    #expect(ours.host.lowercased() == target.host.filter { $0 != "[" && $0 != "]" })
  }

  @Test(arguments: [
    "http://127.0.0.1\\@evil.example/", "http://a@b@127.0.0.1/", "http://127.0.0.1%2eevil.example/",
    "http://localhost!/", "http://localhost$/", "http://[::1]evil.example/", "http://localhost,/", "http://localhost'/",
    "http:///localhost/",
  ])
  func `What programs read differently is no endpoint`(_ url: String) {
    #expect(EndpointURL(url) == nil)
  }
}
