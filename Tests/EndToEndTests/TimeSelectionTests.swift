import Foundation
import Support
import Testing

@Suite("Selection by time")
struct TimeSelectionTests {
  private func days(_ days: [String]) -> String { days.map { report("d\($0)", day: "2026-11-\($0)") + "\n" }.joined() }

  @Test(
    "--since takes its time, --until does not",
    arguments: [
      (["--since", "2026-11-23"], ["d23", "d24"]), (["--until", "2026-11-23"], ["d21", "d22"]),
      (["--since", "2026-11-22", "--until", "2026-11-24"], ["d22", "d23"]),
      (["--since", "2026-11-23T00:00:01Z"], ["d24"]), (["--until", "2026-11-23T00:00:01Z"], ["d21", "d22", "d23"]),
    ])
  func bounds(options: [String], users: [String]) throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: days(["21", "22", "23", "24"]))
    let run = try scene.run(["ship", "--summary", "json", file] + options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == users)
    #expect(try run.report["skipped"]?["notSelected"] == .number(Double(4 - users.count)))
  }

  @Test("durations count back from now")
  func durations() throws {
    let scene = try Scene()
    func hoursAgo(_ hours: Double) -> String {
      Date(timeIntervalSinceNow: -3600 * hours).formatted(.iso8601)
    }
    let text = [(1.0, "hour"), (30, "day"), (200, "week")].map { report($0.1, day: hoursAgo($0.0)) + "\n" }.joined()
    let file = try scene.folder.write("keys.json", text: text)
    #expect(try scene.ship(file, "--since", "2d", "--until", "12h").status == 0)
    #expect(try scene.users() == ["day"])
  }

  @Test("what was not selected is shipped by a later full run, and nothing twice")
  func later() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: days(["21", "24", "22"]))
    #expect(try scene.ship(file, "--since", "2026-11-23").status == 0)
    #expect(try scene.users() == ["d24"])
    #expect(try scene.ship(file).status == 0)
    #expect(try scene.users() == ["d21", "d22", "d24"])
    #expect(try scene.ship(file).report["recordsRead"] == 0)
  }

  @Test("--since passes over files that were changed more than two days before it, with a count")
  func oldFiles() throws {
    let scene = try Scene()
    let old = try scene.folder.write("in/old.json", text: report("old", day: "2026-11-24"))
    let fresh = try scene.folder.write("in/fresh.json", text: report("fresh", day: "2026-11-24"))
    try scene.age(old, hours: 24 * 10 + 49)
    try scene.age(fresh, hours: 24 * 10 + 47)
    let source = "\(scene.folder.path)/in"
    // The records' own times play no part here.
    let run = try scene.ship(source, "--since", "10d")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["objects"] == 1)
    #expect(try run.report["skipped"]?["changedBeforeSince"] == 1)
    #expect(try scene.ship(source).status == 0)
    #expect(try scene.users() == ["fresh", "old"])
  }

  @Test("--since passes over objects of S3 by the listing, without a GET")
  func oldObjects() throws {
    let scene = try Scene()
    let server = try StandInServer(
      listing(
        Listed(key: "a.json", text: report("a"), modified: "2026-11-19T23:59:59.000Z"),
        Listed(key: "b.json", text: report("b"), modified: "2026-11-20T00:00:00.000Z")), object(report("b")))
    let run = try scene.ship("s3://audit/", "--since", "2026-11-22", environment: variables(server))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.report["skipped"] == .object(["changedBeforeSince": 1]))
    #expect(try server.asked().count == 2)
    #expect(try scene.users() == ["b"])
  }

  @Test("--until passes over no object")
  func until() throws {
    let scene = try Scene()
    let file = try scene.folder.write("keys.json", text: days(["21"]))
    #expect(try scene.ship(file, "--until", "2026-11-22").status == 0)
    #expect(try scene.users() == ["d21"])
  }

  @Test("that leaves no time between the two is bad usage")
  func empty() throws {
    let scene = try Scene()
    let run = try scene.ship("-", "--since", "2026-11-24", "--until", "2026-11-24")
    #expect(run.status == 64)
    #expect(run.errors.contains("--until must be later"))
  }
}
