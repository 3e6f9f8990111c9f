import Foundation
import Support
import Testing

/// What the released program needs of the machine it runs on, as the README lists it.
@Suite("Run-time libraries")
struct LibrariesTests {
  /// The libraries of the README's table: the lines that begin with a code span such as `libz.so.1`.
  private func listed() throws -> Set<String> {
    let readme = try String(contentsOfFile: "\(packageFolder)/README.md", encoding: .utf8)
    let names = readme.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("| `lib"), let name = line.split(separator: "`").dropFirst().first else { return nil }
      return name.contains(".so.") ? String(name) : nil
    }
    return Set(names)
  }

  @Test("that the README lists are all found by the loader")
  func found() throws {
    let listed = try listed()
    #expect(!listed.isEmpty)
    let loaded = try BuiltBinary.runTool("ldd", [BuiltBinary.path()])
    #expect(loaded.status == 0, "\(loaded.stderr)")
    let names = loaded.stdout.split(separator: "\n").compactMap { $0.split(separator: " ").first }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(listed.subtracting(names).isEmpty)
    #expect(!loaded.stdout.contains("not found"))
  }

  /// A debug build needs the Swift runtime too, so only a release build is held to the list.
  @Test(
    "are exactly those that the README lists",
    .enabled(if: ProcessInfo.processInfo.environment["LOGSHIP_BIN_DIR"] != nil, "needs a release build"))
  func exact() throws {
    let header = try BuiltBinary.runTool("readelf", ["--dynamic", "--wide", BuiltBinary.path()])
    #expect(header.status == 0, "\(header.stderr)")
    let needed = header.stdout.split(separator: "\n").filter { $0.contains("(NEEDED)") }.compactMap {
      $0.split(separator: "[").last?.split(separator: "]").first.map(String.init)
    }
    // The C library and the loader are on every machine.
    let base = ["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"]
    #expect(try Set(needed).subtracting(base) == listed())
  }
}
