import Foundation
import Support
import Testing

@testable import Programs

@Suite struct ProgramTests {
  private func run(
    _ script: String, time: Duration = .seconds(20), limit: Int = 1 << 20, environment: [String: String] = [:]
  ) throws -> String {
    let environment = environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
    let program = Program(["sh", "-c", script], environment: environment, timeLimit: time, outputLimit: limit)
    return String(decoding: try program.run(), as: UTF8.self)
  }

  private func failure(_ script: String, time: Duration = .seconds(20), limit: Int = 1 << 20) -> ProgramFailure? {
    do {
      _ = try run(script, time: time, limit: limit)
      return nil
    } catch {
      return error as? ProgramFailure
    }
  }

  @Test func `What it prints is taken whole, however much it complains at the same time`() throws {
    let text = try run("head -c 300000 /dev/zero | tr '\\0' e >&2; head -c 300000 /dev/zero | tr '\\0' o")
    #expect(text == String(repeating: "o", count: 300_000))
  }

  @Test func `Arguments are not looked at by a shell`() throws {
    let program = Program(
      ["echo", "$HOME;", "*"], environment: [:], timeLimit: .seconds(20), outputLimit: 100)
    #expect(String(decoding: try program.run(), as: UTF8.self) == "$HOME; *\n")
  }

  @Test func `It is started where it is told to be`() throws {
    let folder = try TemporaryFolder()
    let program = Program(
      ["sh", "-c", "pwd -P"], environment: [:], timeLimit: .seconds(20), outputLimit: 1000, folder: folder.path)
    let real = try #require(realpath(folder.path, nil))
    defer { free(real) }
    #expect(String(decoding: try program.run(), as: UTF8.self) == "\(String(cString: real))\n")
    let nowhere = Program(["true"], environment: [:], timeLimit: .seconds(20), outputLimit: 100, folder: "/nowhere")
    #expect(throws: ProgramFailure.self) { try nowhere.run() }
  }

  @Test func `It has the variables given and no others`() throws {
    let program = Program(["env"], environment: ["A": "b c"], timeLimit: .seconds(20), outputLimit: 1000)
    #expect(String(decoding: try program.run(), as: UTF8.self) == "A=b c\n")
  }

  @Test func `It inherits no descriptor but its three streams`() throws {
    // Without the mark that closes it on exec, as libraries sometimes leave theirs.
    let folder = try TemporaryFolder()
    let descriptor = open(try folder.write("open", text: "x"), O_RDONLY)
    defer { close(descriptor) }
    #expect(try run("ls /proc/$$/fd").split(separator: "\n") == ["0", "1", "2"])
    #expect(try run("readlink /proc/$$/fd/0") == "/dev/null\n")
  }

  @Test func `It inherits neither ignored nor blocked signals`() throws {
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    let masks = try run("sed -n 's/^Sig\\(Blk\\|Ign\\):.//p' /proc/self/status").split(separator: "\n")
    #expect(masks.count == 2)
    // Signals 32 and 33 belong to the C library, which ignores them in every program that it starts.
    #expect(masks.allSatisfy { UInt64($0, radix: 16).map { $0 & ~(3 << 31) } == 0 }, "\(masks)")
  }

  @Test(arguments: [">&1", ">&2", "| tee /dev/stderr"])
  func `An exit status is told, and nothing that it wrote`(_ place: String) {
    let failure = failure("echo 'correct horse' \(place); exit 3")
    #expect(failure?.description == "it ended with 3")
  }

  @Test func `A signal is told`() {
    #expect(failure("kill -9 $$")?.cause == .killed(signal: 9))
  }

  @Test func `A program that is not there is told`() {
    let program = Program(["/nowhere/at-all"], environment: [:], timeLimit: .seconds(20), outputLimit: 100)
    let failure = #expect(throws: ProgramFailure.self) { try program.run() }
    #expect(failure?.description == "it cannot be started: No such file or directory")
  }

  @Test(arguments: ["sleep 30", "trap '' TERM; sleep 30 & wait; sleep 30", "exec >&- 2>&-; sleep 30"])
  func `One that does not end in time is ended, even where it does not want to`(_ script: String) {
    let began = ContinuousClock.now
    #expect(failure(script, time: .milliseconds(200))?.cause == .timedOut(.milliseconds(200)))
    #expect(ContinuousClock.now - began < .seconds(10))
  }

  @Test func `What it started ends with it`() throws {
    let folder = try TemporaryFolder()
    let script = "sleep 30 & echo $! >\(folder.path)/id; wait"
    #expect(failure(script, time: .milliseconds(500))?.cause == .timedOut(.milliseconds(500)))
    let text = try String(contentsOfFile: "\(folder.path)/id", encoding: .utf8)
    let id = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    var isGone = false
    for _ in 0..<200 where !isGone {
      let state = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
      isGone = state.map { $0.contains(") Z ") } ?? true
      usleep(10_000)
    }
    #expect(isGone)
  }

  @Test func `Whoever it leaves behind with its streams is not waited for`() throws {
    let began = ContinuousClock.now
    #expect(try run("sleep 20 & echo given") == "given\n")
    #expect(ContinuousClock.now - began < .seconds(10))
  }

  @Test func `One that prints without end is ended at the limit`() {
    #expect(failure("yes", limit: 1000)?.cause == .tooLong(limit: 1000))
  }
}
