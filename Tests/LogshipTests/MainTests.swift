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

  @Test(arguments: [["--help"], ["help"], ["ship", "-h"], ["check", "--help"], ["help", "ship"]])
  func `Help is output, and no error`(_ arguments: [String]) {
    let outcome = run(arguments)
    #expect(outcome.code == .success && outcome.told == [] && outcome.output.contains("USAGE: logship"))
  }

  @Test(arguments: [
    (["--batch-max-byte", "5"], "logship: Unknown option '--batch-max-byte'. Did you mean '--batch-max-bytes'?"),
    (["check", "extra"], "logship: Unexpected argument 'extra'"),
    (["ship", "--endpoint"], "logship: Missing value for '--endpoint <url>'"),
    (["--to", "file", "x"], "logship: The value 'file' is invalid for '--to <-|stdout>'"),
    (["--dry-run", "--to", "-", "x"], "logship: --dry-run sends and writes nothing; leave out one of it and --to"),
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
    _ arguments: [String], _ environment: [String: String], _ input: ShipPlan.StandardInput = .terminalOrNothing
  ) throws -> ShipPlan {
    let ship = try #require(Logship.parseAsRoot(arguments) as? Ship)
    return try ship.plan(in: Fixture(environment: environment).surroundings, input: input)
  }

  @Test(arguments: [["a.json", "b"], ["ship", "a.json", "b"], ["--", "a.json", "b"], ["a.json", "--quiet", "b"]])
  func `ship is what runs where no command is named`(_ arguments: [String]) throws {
    let plan = try plan(arguments, complete)
    #expect(plan.sources == ["a.json", "b"])
    #expect(plan.target == .workspace && plan.needs.workspace?.key.reveal() == "c2VjcmV0")
  }

  @Test func `A word that is no command is a source`() throws {
    #expect(try plan(["shp", "x"], complete).sources == ["shp", "x"])
  }

  @Test func `A dash stands for standard input and is taken where a value is`() throws {
    let plan = try plan(["--to", "-", "-"], [:])
    #expect(plan.sources == ["-"] && plan.target == .standardOutput && plan.needs.workspace == nil)
  }

  @Test func `Sources of the command line come before the configuration's, and those before standard input`() throws {
    let environment = complete.merging(["LOGSHIP_SOURCE_PATHS": "x,y"]) { $1 }
    #expect(try plan(["a"], environment, .carriesData).sources == ["a"])
    #expect(try plan([], environment, .carriesData).sources == ["x", "y"])
    #expect(try plan([], complete, .carriesData).sources == ["-"])
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
}
