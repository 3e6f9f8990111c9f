import Delivery
import Records
import Support
import Testing

@testable import logship

private struct Outcome: Equatable {
  var code: ExitCode
  var told: [String] = []
  var output = ""
}

private func run(_ arguments: [String]) -> Outcome {
  var outcome = Outcome(code: .success)
  outcome.code = Main.run(
    arguments, tell: { outcome.told.append($0) },
    output: { (text: String) throws(CommandFailure) in outcome.output += text })
  return outcome
}

@Suite struct MainTests {
  @Test func `The version is one line of output`() {
    #expect(run(["--version"]) == Outcome(code: .success, output: "logship 0.1.0\n"))
  }

  @Test(
    arguments: [
      ([], ["ship"]), (["a.json"], ["ship", "a.json"]), (["--dry-run", "check"], ["ship", "--dry-run", "check"]),
      (["-"], ["ship", "-"]), (["check", "x"], ["check", "x"]), (["help", "ship"], ["help", "ship"]),
      (["--version"], ["--version"]), (["-h"], ["-h"]), (["--help-hidden"], ["--help-hidden"]),
      (["--generate-completion-script=zsh"], ["--generate-completion-script=zsh"]),
    ] as [([String], [String])])
  func `A command line without a command is one of ship`(typed: [String], meant: [String]) {
    #expect(Logship.withCommand(typed) == meant)
  }

  @Test(arguments: [["--help"], ["help"], ["ship", "-h"], ["check", "--help"], ["help", "ship"]])
  func `Help is output, and no error`(_ arguments: [String]) {
    let outcome = run(arguments)
    #expect(outcome.code == .success && outcome.told == [] && outcome.output.contains("USAGE: logship"))
  }

  @Test(arguments: [
    (["--batch-max-byte", "5"], "logship: Unknown option '--batch-max-byte'. Did you mean '--batch-max-bytes'?"),
    (["status", "extra"], "logship: Unexpected argument 'extra'"),
    (["ship", "--endpoint"], "logship: Missing value for '--endpoint <url>'"),
    (["--to", "file", "x"], "logship: The value 'file' is invalid for '--to <-|stdout>'"),
    (["--dry-run", "--to", "-", "x"], "logship: --dry-run sends and writes nothing; leave out one of it and --to"),
    (
      ["ship", "--since", "24-11-2026", "x"],
      "logship: The value '24-11-2026' is invalid for '--since <time>': allowed is YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS with "
        + "Z, +HH:MM or nothing (UTC) behind it, or a time back from now with its unit, such as 7d or 12h"
    ),
    (
      ["ship", "--wait", "5", "x"],
      "logship: The value '5' is invalid for '--wait <time>': allowed is a time with its unit, such as 90s or 5m"
    ),
    (["replay", "--rejects"], "logship: Missing value for '--rejects <file>'"),
    (["replay", "x"], "logship: Unexpected argument 'x'"),
    (["status", "x"], "logship: Unexpected argument 'x'"),
    (["generate", "x"], "logship: The value 'x' is invalid for '<product>'."),
  ])
  func `A wrong command line ends with 64 and begins with the program's name`(_ arguments: [String], _ words: String) {
    let outcome = run(arguments)
    #expect(outcome.code == .usage && outcome.output == "")
    #expect(outcome.told.first?.hasPrefix(words) == true, "\(outcome.told)")
  }

  @Test func `A configuration's problems end with 78, a line each`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("c.json", text: #"{"formta": 1, "batch": {"maxInFlight": 0}}"#)
    #expect(
      run(["check", "--config", path])
        == Outcome(
          code: .configuration,
          told: [
            "logship: \(path): formta is not a setting; did you mean format? `logship check` shows them all",
            "logship: \(path): batch.maxInFlight is 0; allowed is a whole number from 1 to 64",
          ]))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `Completions are output`(_ shell: String) {
    let outcome = run(["--generate-completion-script", shell])
    #expect(outcome.code == .success && outcome.output.contains("batch-max-bytes"))
  }

  @Test(arguments: [
    ([ExitCode.rejected, .defect, .disk], ExitCode.defect), ([.unsent, .disk, .configuration], .disk),
    ([.refused, .configuration], .configuration), ([.unsent, .refused], .refused), ([.noInput, .unsent], .unsent),
    ([.rejected, .noInput], .noInput), ([.success, .rejected], .rejected), ([.success], .success), ([], .success),
    ([.busy, .success], .busy),
  ])
  func `Of several codes the most urgent wins`(_ codes: [ExitCode], _ code: ExitCode) {
    #expect(ExitCode.mostUrgent(codes) == code)
    #expect(ExitCode.mostUrgent(codes.reversed()) == code)
  }

  @Test func `The codes are those of sysexits`() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 64, 65, 66, 69, 70, 74, 75, 77, 78])
  }
}

@Suite struct ShipPlanTests {
  private let complete = [
    "LOGSHIP_WORKSPACE_ID": "01234567-89ab-cdef-0123-456789abcdef", "LOGSHIP_WORKSPACE_KEY": "c2VjcmV0",
  ]

  private func plan(
    _ arguments: [String], _ environment: [String: String], _ input: Ship.StandardInput = .terminalOrNothing
  ) throws -> RunPlan {
    let ship = try #require(Logship.parseAsRoot(Logship.withCommand(arguments)) as? Ship)
    let now = Timestamp(epochSeconds: 1_795_575_602)
    return try ship.plan(in: Fixture(environment: environment).surroundings, input: input, now: now)
  }

  @Test(arguments: [["a.json", "b"], ["ship", "a.json", "b"], ["--", "a.json", "b"], ["a.json", "--quiet", "b"]])
  func `ship is what runs where no command is named`(_ arguments: [String]) throws {
    let plan = try plan(arguments, complete)
    #expect(plan.sources == [.path("a.json"), .path("b")])
    #expect(plan.target == .workspace && plan.needs.workspace?.key.reveal() == "c2VjcmV0")
  }

  @Test func `A word that is no command and nearly none is a source`() throws {
    #expect(try plan(["keys", "x"], complete).sources == [.path("keys"), .path("x")])
  }

  @Test func `A dash stands for standard input and is taken where a value is`() throws {
    let plan = try plan(["--to", "-", "-"], [:])
    #expect(plan.sources == [.standardInput] && plan.target == .standardOutput && plan.needs.workspace == nil)
  }

  @Test func `Sources of the command line come before the configuration's, and those before standard input`() throws {
    let environment = complete.merging(["LOGSHIP_SOURCE_PATHS": "x,y"]) { $1 }
    #expect(try plan(["a"], environment, .carriesData).sources == [.path("a")])
    #expect(try plan([], environment, .carriesData).sources == [.path("x"), .path("y")])
    #expect(try plan([], complete, .carriesData).sources == [.standardInput])
  }

  @Test func `Nothing to read is a usage error, also before a key is asked for`() throws {
    let words = "nothing to read: name a SOURCE, set source.paths, or pipe records in; see `logship ship --help`"
    #expect(throws: CommandFailure(.usage, words)) { try plan([], [:]) }
  }

  @Test func `A run that sends nothing needs no key`() throws {
    let plan = try plan(["--dry-run", "a"], [:])
    #expect(plan.target == .nowhere && plan.needs == .init())
  }

  @Test func `The flags of a run are kept`() throws {
    let plain = try plan(["a"], complete)
    #expect(plain.summary == .text && !plain.isQuiet && !plain.allowsRejects && plain.showsProgress)
    let other = try plan(["a", "-q", "--summary", "json", "--allow-rejects", "--no-progress"], complete)
    #expect(other.summary == .json && other.isQuiet && other.allowsRejects && !other.showsProgress)
  }

  @Test func `Without flags a run takes all that the ledger does not know, and waits for nobody`() throws {
    let plan = try plan(["a"], complete)
    #expect(!plan.isReshipping && plan.since == nil && plan.until == nil && plan.wait == nil)
  }

  @Test func `A run can ship all again, a stretch of time, and wait`() throws {
    let plan = try plan(["a", "--reship", "--since", "7d", "--until", "2026-11-25", "--wait", "5m"], complete)
    #expect(plan.isReshipping && plan.wait == .seconds(300))
    #expect(plan.since?.description == "2026-11-18T03:00:02Z")
    #expect(plan.until?.description == "2026-11-25T00:00:00Z")
  }

  @Test(arguments: [
    ("2026-11-24", "2026-11-24T00:00:00Z"), ("2026-11-24T03:00:02", "2026-11-24T03:00:02Z"),
    ("2026-11-24 03:00:02.9Z", "2026-11-24T03:00:02Z"), ("2026-11-24T03:00:02+01:30", "2026-11-24T01:30:02Z"),
    ("12h", "2026-11-24T15:00:02Z"), ("0s", "2026-11-25T03:00:02Z"), ("90m", "2026-11-25T01:30:02Z"),
  ])
  func `A time is a date, a date with a time and its zone, or a duration back from now`(
    _ text: String, _ time: String
  ) throws {
    #expect(try plan(["a", "--since", text], complete).since?.description == time)
    #expect(try plan(["a", "--until", text], complete).until?.description == time)
  }

  @Test(arguments: ["2026-02-30", "yesterday", "7", "-7d", "2026-11-24T25:00:00Z", "", "1.5d"])
  func `What is no time is a wrong command line`(_ text: String) {
    #expect(run(["ship", "--since=\(text)", "a"]).code == .usage)
  }

  @Test(arguments: [("2026-11-25", "2026-11-24"), ("2026-11-25", "2026-11-25"), ("1d", "7d")])
  func `A stretch of time without length is a usage error`(_ since: String, _ until: String) throws {
    #expect { try plan(["a", "--since", since, "--until", until], complete) } throws: {
      guard let failure = $0 as? CommandFailure else { return false }
      return failure.code == .usage && failure.message?.contains("--until must be later") == true
    }
  }

  @Test func `An S3 source on the command line may hold known placeholders only`() throws {
    let template = "s3://audit/{yyyy}/{MM}/"
    #expect(
      try plan([template, "a{b}"], complete).sources == [.template(try S3Template(template)), .path("a{b}")])
    let words =
      "s3://audit/{year}/: {year} is no placeholder; there are {account}, {org}, {region}, {yyyy}, {MM}, {dd}"
    // Also before a key is asked for.
    #expect(throws: CommandFailure(.usage, words)) { try plan(["s3://audit/{year}/"], [:]) }
  }
}

@Suite struct ReplayPlanTests {
  private let complete = [
    "LOGSHIP_WORKSPACE_ID": "01234567-89ab-cdef-0123-456789abcdef", "LOGSHIP_WORKSPACE_KEY": "c2VjcmV0",
  ]

  private func plan(_ arguments: [String], _ environment: [String: String]) throws -> RunPlan {
    let replay = try #require(Logship.parseAsRoot(["replay"] + arguments) as? Replay)
    return try replay.plan(in: Fixture(environment: environment).surroundings)
  }

  @Test func `Without a reject file the spool is sent`() throws {
    let plan = try plan([], complete)
    #expect(plan.rejectFile == nil && plan.sources.isEmpty && plan.needs.workspace?.key.reveal() == "c2VjcmV0")
    #expect(plan.summary == .text && !plan.isQuiet && !plan.allowsRejects && plan.showsProgress && plan.wait == nil)
  }

  @Test func `A reject file and the flags of a run are kept`() throws {
    let plan = try plan(
      ["--rejects", "r.ndjson", "-q", "--summary", "json", "--allow-rejects", "--wait", "90s"], complete)
    #expect(plan.rejectFile == "r.ndjson" && plan.wait == .seconds(90))
    #expect(plan.summary == .json && plan.isQuiet && plan.allowsRejects && !plan.showsProgress)
  }

  @Test func `A replay needs a workspace and its key`() throws {
    #expect { try plan([], [:]) } throws: { ($0 as? ConfigurationErrors)?.problems.count == 2 }
  }
}

@Test("A mistyped command is told before anything is shipped", arguments: ["shp", "chekc", "statuss"])
func mistypedCommand(_ word: String) {
  var told: [String] = []
  let code = Main.run([word, "keys.csv"], tell: { told.append($0) }, output: { _ in })
  #expect(code == .usage)
  #expect(told.joined().contains("\(word) is neither a command nor a file; did you mean `logship "))
}
