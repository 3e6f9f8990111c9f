import Foundation
import Testing

/// Looks for secrets in what runs leave behind.
struct SecretSearch {
  let secrets: [(name: String, bytes: Data)]

  init(_ key: String, _ more: [String]) throws {
    let texts = ([key] + more).map { (name: String($0.prefix(3)), bytes: Data($0.utf8)) }
    secrets = texts + [("the key's bytes", try #require(Data(base64Encoded: key)))]
  }

  func expectNone(in data: Data, _ place: String) {
    for secret in secrets { #expect(data.range(of: secret.bytes) == nil, "\(secret.name)… in \(place)") }
  }

  func expectNone(in run: Run, _ place: String) {
    expectNone(in: Data(run.output.utf8), "standard output of \(place)")
    expectNone(in: Data(run.errors.utf8), "standard error of \(place)")
  }

  /// The whole of a state folder, and the names in it.
  func expectNone(inFolder folder: String, holding expected: [String]) throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    for expected in expected { #expect(names.contains { $0.hasPrefix(expected) }, "no \(expected) in \(names)") }
    for name in names {
      expectNone(in: Data(name.utf8), name)
      // Folders are no data.
      if let data = FileManager.default.contents(atPath: "\(folder)/\(name)") { expectNone(in: data, name) }
    }
  }
}
