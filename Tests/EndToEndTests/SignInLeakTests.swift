import Foundation
import Support
import Testing

@Suite("no secret of a sign-in to Azure is seen")
struct SignInLeakTests {
  private static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
  private static let records = report() + "\n" + report(day: "never") + "\n"

  /// A scene signed in by a form, and every secret that was in it by the end.
  private struct Signed {
    let scene: SignInScene
    let setUp: SignInForm.SetUp
    let arguments: [String]

    init(_ form: SignInForm, workspace: [String] = []) throws {
      scene = try SignInScene(workspace: workspace)
      setUp = try form.setUp(scene)
      arguments = ["--retry-budget", "0s", "--config", try scene.configuration(setUp.auth)]
    }

    var environment: [String: String] { scene.unsigned.merging(setUp.environment) { $1 } }

    func run(_ command: [String], stdin: String? = nil) throws -> Run {
      try scene.rule.run(command + arguments, stdin: stdin.map { Data($0.utf8) }, environment: environment)
    }

    /// What was set up, what was given out, and what was sent as a proof.
    func search() throws -> SecretSearch {
      let asked = try scene.entra.asked()
      let proofs = asked.flatMap { [$0.form["client_secret"], $0.form["client_assertion"]] }.compactMap(\.self)
      let all = Set(setUp.secrets + (try scene.entra.given()) + proofs)
      #expect(all.count >= 1 && !all.contains(""))
      return SecretSearch(all.sorted())
    }
  }

  @Test("at any level, in either form of log, in reports, ledger and rejects", arguments: SignInForm.allCases)
  func runs(_ form: SignInForm) throws {
    let signed = try Signed(form)
    try signed.scene.declare()
    var runs: [(place: String, run: Run)] = []
    // Each level for the forms with the most secrets; more would take most of the time of all tests.
    let isThorough = [.clientSecret, .awsFederation].contains(form)
    for level in isThorough ? Self.levels : ["trace", "critical"] {
      for format in ["text", "json"] {
        let logs = ["--summary", format, "--log-level", level, "--log-format", format]
        let run = try signed.run(["ship", "-", "--reship"] + logs, stdin: Self.records)
        #expect(run.status == 65, "\(run.errors)")
        runs.append(("\(level) as \(format)", run))
      }
    }
    for command in [
      ["check"], ["check", "--online", "--log-level", "trace"], ["status", "--json"],
      ["config", "--for", "logs-ingestion"], ["ship", "-", "--dry-run", "--log-level", "trace"],
    ] {
      runs.append((command.joined(separator: " "), try signed.run(command)))
    }
    let search = try signed.search()
    for (place, run) in runs { search.expectNone(in: run, place) }
    try search.expectNone(inFolder: signed.scene.rule.state, holding: ["ledger.sqlite", "rejects/"])
  }

  @Test("where the rule refuses or fails", arguments: [.clientSecret, .appService, .awsFederation] as [SignInForm])
  func refusedByRule(_ form: SignInForm) throws {
    for fault in ["401", "400", "reset"] {
      let signed = try Signed(form, workspace: ["--fault", "requests=all: \(fault)"])
      let run = try signed.run(["ship", "-", "--log-level", "trace", "--summary", "json"], stdin: Self.records)
      #expect(run.status != 0, "\(run.errors)")
      let search = try signed.search()
      search.expectNone(in: run, fault)
      try search.expectNone(inFolder: signed.scene.rule.state, holding: ["ledger.sqlite"])
    }
  }

  /// Those whose giver is asked with a secret.
  static let proving = SignInForm.allCases.filter { ![.instance, .assignedInstance].contains($0) }

  @Test("where whoever gives tokens refuses or fails and repeats what it was asked with", arguments: proving)
  func refusedByGiver(_ form: SignInForm) throws {
    let signed = try Signed(form)
    for status in [401, 403, 500] {
      try signed.scene.entra.set(.object(["echoes": .object([signed.setUp.giver: .number(Double(status))])]))
      for format in ["text", "json"] {
        let run = try signed.run(
          ["ship", "-", "--log-level", "trace", "--log-format", format, "--summary", format], stdin: Self.records)
        #expect([75, 77, 78].contains(run.status), "\(run.errors)")
        let search = try signed.search()
        search.expectNone(in: run, "\(status) as \(format)")
        try search.expectNone(inFolder: signed.scene.rule.state, holding: ["ledger.sqlite", "spool/"])
      }
      let check = try signed.run(["check", "--online"])
      #expect(check.status != 0)
      try signed.search().expectNone(in: check, "check, \(status)")
    }
  }

  @Test("in the arguments of the process and of what it starts", arguments: SignInForm.allCases)
  func commandLine(_ form: SignInForm) throws {
    let signed = try Signed(form)
    let run = try RunningShip(
      ["ship", "-", "--log-level", "trace", "--batch-max-age", "1s"] + signed.arguments,
      environment: signed.scene.rule.environment.merging(signed.environment) { $1 }, in: signed.scene.folder)
    var seen = Data()
    try run.write(report() + "\n")
    try eventually {
      seen += SecretSearch.arguments(of: run.process.id)
      return try !signed.scene.rule.stored("UserName").isEmpty
    }
    try run.closeInput()
    #expect(try run.end().status == 0)
    #expect(!seen.isEmpty)
    try signed.search().expectNone(in: seen, "arguments")
  }
}
