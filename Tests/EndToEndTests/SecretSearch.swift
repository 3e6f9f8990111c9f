import Foundation
import Testing

/// Looks for secrets in what runs leave behind.
struct SecretSearch {
  let secrets: [(name: String, bytes: Data)]

  init(_ key: String, _ more: [String]) throws {
    let texts = ([key] + more).map { (name: String($0.prefix(3)), bytes: Data($0.utf8)) }
    secrets = texts + [("the key's bytes", try #require(Data(base64Encoded: key)))]
  }

  init(_ secrets: [String]) {
    // Messages are cut, so that the beginning of a long one is as much as could be seen.
    self.secrets = secrets.map { (name: String($0.prefix(3)), bytes: Data($0.utf8.prefix(100))) }
  }

  /// The arguments of a process and of its children, one after another.
  static func arguments(of process: pid_t) -> Data {
    let proc = "/proc/\(process)"
    let children = (try? String(contentsOfFile: "\(proc)/task/\(process)/children", encoding: .utf8)) ?? ""
    return (["\(process)"] + children.split(separator: " ").map(String.init)).reduce(Data()) { all, id in
      all + (FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data())
    }
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
