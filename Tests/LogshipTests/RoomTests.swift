import Foundation
import Testing

/// The rooms import one way, so that each can be understood and tested without those above it.
@Suite("Imports")
struct RoomTests {
  /// What each room of ours may import of the others; C libraries come below all of them.
  static let allowed: [String: Set<String>] = [
    "Digest": [],
    "Files": [],
    "Threads": [],
    "Programs": [],
    "Transport": ["Digest", "Files", "Threads"],
    "Records": ["Digest"],
    "State": ["Digest", "Files", "Threads"],
    "AWS": ["Digest", "Files", "Programs", "Transport", "Threads"],
    "AzureMonitor": ["Digest", "Files", "Programs", "Transport", "Threads"],
    "Delivery": ["AWS", "AzureMonitor", "Digest", "Files", "Records", "State", "Threads", "Transport"],
    "Collect": ["AWS", "Digest", "Records", "Threads"],
    "logship": [
      "AWS", "AzureMonitor", "Collect", "Delivery", "Digest", "Files", "Programs", "Records", "State", "Threads",
      "Transport",
    ],
    // The stand-in shares nothing with the sender, so that one misreading of the documentation is not made twice.
    "LocalWorkspace": [],
    "logship-workspace": ["LocalWorkspace"],
  ]

  private static let sources = URL(filePath: #filePath).appending(path: "../../../Sources").standardized.path

  private static func isOfSwift(_ room: String) -> Bool {
    FileManager.default.enumerator(atPath: "\(sources)/\(room)")?.contains { "\($0)".hasSuffix(".swift") } ?? false
  }

  @Test("of every room are ruled")
  func ruled() throws {
    let rooms = try FileManager.default.contentsOfDirectory(atPath: Self.sources).filter(Self.isOfSwift)
    #expect(Set(rooms) == Set(Self.allowed.keys))
  }

  @Test("go down only", arguments: allowed.keys.sorted())
  func down(_ room: String) throws {
    let allowed = try #require(Self.allowed[room])
    let files = try #require(FileManager.default.enumerator(atPath: "\(Self.sources)/\(room)"))
    for case let file as String in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(Self.sources)/\(room)/\(file)", encoding: .utf8)
      for line in text.split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), words[..<index].allSatisfy({ $0.hasPrefix("@") }),
          let name = words[(index + 1)...].last.map({ String($0.prefix { $0 != "." }) }),
          Self.allowed[name] != nil
        else { continue }
        #expect(allowed.contains(name), "\(room)/\(file) imports \(name)")
      }
    }
  }

  @Test("have no circle")
  func circles() {
    var above: [String] = []
    func visit(_ room: String) {
      #expect(!above.contains(room), "\(above.joined(separator: " → ")) → \(room)")
      guard !above.contains(room) else { return }
      above.append(room)
      for below in Self.allowed[room] ?? [] { visit(below) }
      above.removeLast()
    }
    for room in Self.allowed.keys { visit(room) }
  }
}
