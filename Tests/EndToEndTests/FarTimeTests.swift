import Foundation
import Support
import Testing

@Suite("Times that are far from now")
struct FarTimeTests {
  @Test(
    "select records of files as other times do",
    arguments: [
      (["--since", "0001-01-01"], ["old", "young"]), (["--since", "1600-01-01"], ["young"]),
      (["--since", "9999-12-31"], []), (["--until", "9999-12-31T23:59:59Z"], ["old", "young"]),
      (["--until", "0001-01-01"], []),
    ])
  func selection(options: [String], users: [String]) throws {
    let scene = try Scene()
    let text = report("old", day: "0001-01-02") + "\n" + report("young", day: "2026-11-24") + "\n"
    let run = try scene.run(["ship", "--summary", "json", try scene.folder.write("keys.json", text: text)] + options)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.users() == users)
  }
}
