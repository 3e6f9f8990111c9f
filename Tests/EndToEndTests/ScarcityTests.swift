import Foundation
import Support
import Testing

/// What logship does where the system has nothing more to give.
@Suite("Where the system gives")
struct ScarcityTests {
  /// Runs logship under limits that a shell sets.
  private func run(_ limit: String, _ scene: Scene, _ arguments: [String], more: [String: String] = [:]) throws -> Run {
    let result = try BuiltBinary.runTool(
      "sh", ["-c", #"\#(limit) && exec "$0" "$@""#, BuiltBinary.path()] + arguments,
      environment: scene.environment.merging(more) { $1 }, timeout: .seconds(60))
    return Run(status: result.status, output: result.stdout, errors: result.stderr)
  }

  @Test(
    "no thread, each command that needs one says so and ends",
    arguments: [["ship", "keys.json"], ["replay"], ["check"], ["status"], ["collect", "access-keys"]])
  func thread(_ command: [String]) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: report())
    #expect(try scene.ship(file, environment: Scene.down.merging(["LOGSHIP_RETRY_BUDGET": "0s"]) { $1 }).status == 75)
    // A stack of so many kilobytes is larger than the addresses that there are.
    let starved = try run("ulimit -s 200000000000", scene, command.map { $0 == "keys.json" ? file : $0 })
    #expect(starved.status == 75, "\(starved.output)")
    #expect(starved.errors.contains("the system gives this process no thread; raise its limits"), "\(starved.errors)")
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["ann"])
  }

  @Test("too few files, it is told, and all arrive once there are enough", arguments: 5...20)
  func files(_ limit: Int) throws {
    let scene = try Scene()
    for number in 1...5 { _ = try scene.folder.write("keys/\(number).json", text: report("user\(number)")) }
    let keys = "\(scene.folder.path)/keys"
    let starved = try run("ulimit -n \(limit)", scene, ["ship", keys], more: ["LOGSHIP_RETRY_BUDGET": "100ms"])
    #expect(limit > 6 || starved.status != 0, "none of its files could be opened")
    if starved.status != 0 {
      let words = starved.errors.lowercased()
      #expect(
        ["too many open files", "limit of open files", "cannot open shared object"].contains { words.contains($0) },
        "\(limit): \(starved.status) \(starved.errors)")
    }
    #expect(try scene.ship(keys).status == 0)
    #expect(try scene.users() == (1...5).map { "user\($0)" })
  }

}

/// Names are text here: one of other bytes must not become the name of another file.
@Suite("Bytes that are no text")
struct NotTextTests {
  private func run(_ script: String, _ scene: Scene) throws -> Run {
    let result = try BuiltBinary.runTool(
      "sh", ["-c", "cd \"$1\" || exit 1; \(script)", BuiltBinary.path(), scene.folder.path],
      environment: scene.environment)
    return Run(status: result.status, output: result.stdout, errors: result.stderr)
  }

  @Test(
    "are refused as an argument",
    arguments: [
      (#""$0" ship "$(printf 'caf\351.json')""#, 2), (#""$0" "$(printf 'caf\351.json')""#, 1),
      (#""$0" ship --state "$(printf '\377')" keys.json"#, 3), (#""$0" status --config="$(printf '\377')""#, 2),
      (#""$0" replay --rejects "$(printf '\377')""#, 3), (#""$0" collect access-keys --to "$(printf '\377')""#, 4),
    ])
  func argument(_ script: String, place: Int) throws {
    let refused = try run(script, try Scene())
    #expect(refused.status == 64)
    #expect(refused.errors.hasPrefix("logship: argument \(place) ("), "\(refused.errors)")
    #expect(refused.errors.contains(") is not UTF-8"))
  }

  @Test(
    "are refused in a variable that names a place",
    arguments: ["HOME", "LOGSHIP_STATE", "XDG_CONFIG_HOME", "CREDENTIALS_DIRECTORY", "SSL_CERT_FILE"])
  func variable(_ name: String) throws {
    let refused = try run(#"\#(name)=$(printf '/tmp/\377') "$0" ship --dry-run keys.json"#, try Scene())
    #expect(refused.status == 78)
    #expect(refused.errors.hasPrefix("logship: the variable \(name) is not UTF-8"), "\(refused.errors)")
  }

  @Test("are no matter in a variable of others, or in a name that is found in a folder")
  func found() throws {
    let scene = try Scene()
    _ = try scene.folder.write("keys.json", text: report())
    let ship = #"mkdir in && mv keys.json "in/$(printf 'caf\351.json')" && OTHER=$(printf '\377') "$0" ship in"#
    let run = try run(ship, scene)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == ["ann"])
  }
}
