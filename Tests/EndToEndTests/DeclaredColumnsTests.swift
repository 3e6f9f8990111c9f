import Foundation
import Support
import Testing

@Suite("What a rule declares")
struct DeclaredColumnsTests {
  private func check(
    _ scene: SignInScene, _ form: SignInForm = .clientSecret, _ arguments: [String] = [],
    _ environment: [String: String] = [:]
  ) throws -> Run {
    let setUp = try form.setUp(scene)
    return try scene.rule.run(
      ["check", "--online", "--config", scene.configuration(setUp.auth)] + arguments,
      environment: scene.unsigned.merging(setUp.environment) { $1 }.merging(environment) { $1 })
  }

  @Test(
    "is compared by check --online with what is sent",
    arguments: [.clientSecret, .appService, .azureCLI] as [SignInForm])
  func compared(_ form: SignInForm) throws {
    let scene = try SignInScene()
    try scene.declare()
    let run = try check(scene, form)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("declares every column that is sent"), "\(run.output)")
    // With a token of its own, since that of the rule lets nobody in there.
    let asked = try scene.entra.asked("arm").filter { $0.method == "POST" }
    #expect(asked.map(\.status) == [200])
    #expect(asked.allSatisfy { $0.headers["authorization"]?.hasPrefix("Bearer management-") == true })
  }

  @Test("names what it lacks of each stream, under the names that columns are sent with")
  func lacking() throws {
    let scene = try SignInScene()
    try scene.declare { streams in
      streams["Custom-AWS_AccessKeyReport"]?.removeAll { ["KeySlot", "UserName"].contains($0.name) }
      streams["Custom-AWS_AccessKeyEvent"]?.removeAll { $0.name == "UserName" }
      streams["Custom-AWS_AccessKeyReport"]?.append((name: "Person", type: "string"))
    }
    let run = try check(scene, .clientSecret, ["--columns-rename", "UserName=Person", "--columns-add", "Team=blue"])
    #expect(run.status == 78, "\(run.errors)")
    for words in [
      "does not declare in stream Custom-AWS_AccessKeyReport: KeySlot, Team. The service drops",
      "does not declare in stream Custom-AWS_AccessKeyEvent: Person, Team. The service drops",
      "does not declare in stream Custom-AWS_AccessKeyUsage: Person, Team. The service drops",
      "`logship schema --for rule`",
    ] {
      #expect(run.errors.contains(words), "\(run.errors)")
    }
    // What is not sent need not be declared.
    let dropped = try check(
      scene, .clientSecret, ["--columns-drop", "KeySlot", "--columns-drop", "UserName", "--columns-drop", "Team"])
    #expect(dropped.status == 78 && !dropped.errors.contains("KeySlot"), "\(dropped.errors)")
  }

  @Test("names what it declares as another type, but for numbers that stay as they are")
  func types() throws {
    let scene = try SignInScene()
    func change(_ name: String, to type: String) throws {
      try scene.declare { streams in
        streams["Custom-AWS_AccessKeyReport"] = streams["Custom-AWS_AccessKeyReport"]?.map {
          $0.name == name ? (name, type) : $0
        }
      }
    }
    try change("KeyAgeDays", to: "real")
    #expect(try check(scene).status == 0)
    try change("KeyAgeDays", to: "string")
    let run = try check(scene)
    #expect(run.status == 78 && run.errors.contains("KeyAgeDays as string and not as long"), "\(run.errors)")
  }

  @Test("lacks a stream that is sent to")
  func stream() throws {
    let scene = try SignInScene()
    try scene.declare { $0["Custom-AWS_AccessKeyUsage"] = nil }
    let run = try check(scene)
    #expect(run.status == 78 && run.errors.contains("declares no stream Custom-AWS_AccessKeyUsage"), "\(run.errors)")
  }

  static let hindrances: [(settings: JSONValue, environment: [String: String], words: String)] = [
    (.object(["management": .null]), [:], "AADSTS70011"),
    (.object(["rules": .null]), [:], "NoValidSubscriptionsInQueryRequest"),
    (.object(["rules": .array([])]), [:], "shows no rule of this id. The role Reader"),
    (.object([:]), ["ARM_CLOUD_METADATA_URL": "http://127.0.0.1:1/"], "ARM_CLOUD_METADATA_URL names a document"),
    (.object([:]), ["ARM_CLOUD_METADATA_URL": "http://azure.example/"], "ARM_CLOUD_METADATA_URL names a document"),
    (
      .object(["faults": .object(["arm": .array([.object(["status": 503, "body": "busy"])])])]), [:],
      "ARM_CLOUD_METADATA_URL names a document"
    ),
  ]

  @Test("may not be readable, which is told in one line and no failure", arguments: hindrances)
  func unreadable(_ hindrance: (settings: JSONValue, environment: [String: String], words: String)) throws {
    let scene = try SignInScene()
    try scene.declare { $0["Custom-AWS_AccessKeyReport"] = [] }
    try scene.entra.set(hindrance.settings)
    let run = try check(scene, .clientSecret, [], hindrance.environment)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").filter { $0.contains("could not be read") }
    #expect(lines.count == 1 && lines.allSatisfy { $0.contains(hindrance.words) }, "\(run.output)")
    #expect(run.output.contains("takes stream Custom-AWS_AccessKeyUsage"))
  }

  @Test("is nobody's question without --online, nor in a run")
  func offline() throws {
    let scene = try SignInScene()
    let setUp = try SignInForm.clientSecret.setUp(scene)
    let arguments = ["--config", try scene.configuration(setUp.auth)]
    let environment = scene.unsigned.merging(setUp.environment) { $1 }
    #expect(try scene.rule.run(["check"] + arguments, environment: environment).status == 0)
    #expect(
      try scene.rule.run(["ship", "-"] + arguments, stdin: Data(reports(1).utf8), environment: environment).status == 0)
    #expect(try scene.entra.asked("arm").isEmpty)
  }
}
