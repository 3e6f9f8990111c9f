import Foundation
import Support
import Testing

@testable import State

@Suite("The spool")
struct SpoolTests {
  private let header = SpoolHeader(
    destination: "dataCollector/w/Log", records: 2, details: ["logType": "Log"], sources: "[\"a\nb\"]",
    created: 1_795_000_000)
  private let body = Array(#"[{"a":1},{"a":2}]"#.utf8)

  private func write(_ spool: Spool, _ body: [UInt8]? = nil) throws -> SpoolFile {
    try (body ?? self.body).withUnsafeBytes { try spool.write(header, body: $0) }
  }

  private func damage(_ reading: SpoolReading) -> SpoolDamage? {
    guard case .damaged(let damage) = reading else { return nil }
    return damage
  }

  @Test("gives back what was put in, in its order, after a reopening")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let state = StateFolder(path: "\(folder.path)/state")
    let first = try Spool(in: state)
    #expect(first.files.isEmpty)
    let large = [UInt8](repeating: 0x0A, count: 100_000)
    let written = [try write(first), try write(first, large), try write(first, [])]
    let spool = try Spool(in: state)
    #expect(spool.files.map(\.name) == written.map(\.name))
    #expect(spool.totalBytes == written.reduce(0) { $0 + $1.bytes })
    for (file, body) in zip(spool.files, [body, large, []]) {
      guard case .batch(let batch) = try spool.read(file, bodyLimit: 100_000) else {
        Issue.record("\(file.name) is not what was written")
        continue
      }
      #expect(batch.header == header)
      #expect(Array(batch.body) == body)
    }
  }

  @Test("gives no name twice, so that what a backup brings back is not taken for what is there")
  func names() throws {
    let folder = try TemporaryFolder()
    var names: Set<String> = []
    for _ in 0..<5 {
      let spool = try Spool(in: StateFolder(path: folder.path))
      for _ in 0..<3 {
        let file = try write(spool)
        #expect(names.insert(file.name).inserted)
        try spool.remove(file)
      }
    }
    let spool = try Spool(in: StateFolder(path: folder.path))
    let files = try (0..<20).map { _ in try write(spool) }
    #expect(files == spool.files && Set(files.map(\.name)).isDisjoint(with: names))
  }

  @Test("is for its owner alone, holds whole files and nothing else")
  func files() throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(in: StateFolder(path: folder.path))
    let file = try write(spool)
    #expect(file.name.hasSuffix(".batch"))
    let path = "\(folder.path)/spool"
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [file.name])
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(file.name)")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(attributes[.size] as? Int == file.bytes)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o700)
  }

  @Test("has a checksum over all that follows it, as sha256sum counts it")
  func checksum() throws {
    let folder = try TemporaryFolder()
    let file = try write(try Spool(in: StateFolder(path: folder.path)))
    let script = "f=\"$1\"; sed -n '1s/.* //p' \"$f\"; tail -n +2 \"$f\" | sha256sum | cut -d' ' -f1"
    let result = try BuiltBinary.runTool("sh", ["-c", script, "sh", "\(folder.path)/spool/\(file.name)"])
    let sums = result.stdout.split(separator: "\n")
    #expect(sums.count == 2 && sums.first == sums.last && sums.first?.count == 64, "\(result.stdout)")
  }

  @Test("removes a batch, and gives its number to no other while the process lives")
  func removal() throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(in: StateFolder(path: folder.path))
    let file = try write(spool)
    try spool.remove(file)
    #expect(spool.files.isEmpty)
    #expect(spool.totalBytes == 0)
    #expect(try write(spool).number > file.number)
    try spool.remove(file)
  }

  private static let damages: [(String, @Sendable (inout Data) -> Void)] = [
    ("empty", { $0 = Data() }),
    ("cut in the first line", { $0 = $0.prefix(40) }),
    ("cut after the first line", { $0 = $0.prefix(81) }),
    ("cut in the header", { $0 = $0.prefix(120) }),
    ("cut by one byte", { $0 = $0.dropLast() }),
    ("one byte more", { $0.append(0x0A) }),
    ("a flipped bit in the body", { $0[$0.count - 3] ^= 1 }),
    ("a flipped bit in the header", { $0[100] ^= 1 }),
    ("a flipped bit in the checksum", { $0[30] ^= 1 }),
    ("another version", { $0[14] = UInt8(ascii: "2") }),
    ("zeros, as after a power cut", { $0 = Data(count: $0.count) }),
  ]

  @Test("moves a damaged file aside with its size, and goes on with the others", arguments: 0..<damages.count)
  func damaged(index: Int) throws {
    let (name, change) = Self.damages[index]
    let folder = try TemporaryFolder()
    let state = StateFolder(path: folder.path)
    let first = try Spool(in: state)
    let broken = try write(first)
    let sound = try write(first)
    let path = "\(folder.path)/spool/\(broken.name)"
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    change(&data)
    try data.write(to: URL(fileURLWithPath: path))
    let spool = try Spool(in: state)
    let found = damage(try spool.read(spool.files[0], bodyLimit: 1000))
    #expect(found?.bytes == data.count, "\(name)")
    #expect(found?.movedTo == "\(folder.path)/spool/damaged/\(broken.name)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: found?.movedTo ?? "")) == data)
    let aside = try Spool.damagedFiles(in: state)
    #expect(aside.map(\.path) == [found?.movedTo] && aside.map(\.bytes) == [data.count])
    #expect(spool.files == [try #require(Spool(in: state).files.first)])
    #expect(damage(try spool.read(sound, bodyLimit: 1000)) == nil)
    try spool.remove(sound)
    // Not even then: another damaged file would take the place of this one.
    #expect(try write(try Spool(in: state)).name != broken.name)
  }

  @Test("reads no more than a batch can be")
  func limit() throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(in: StateFolder(path: folder.path))
    let file = try write(spool)
    #expect(damage(try spool.read(file, bodyLimit: body.count)) == nil)
    #expect(damage(try spool.read(file, bodyLimit: body.count - 1)) != nil)
    let huge = try write(spool)
    #expect(truncate("\(folder.path)/spool/\(huge.name)", 1 << 40) == 0)
    #expect(damage(try spool.read(huge, bodyLimit: 1000))?.bytes == 1 << 40)
  }

  @Test("reports a file that is gone and does not take it for damaged")
  func gone() throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(in: StateFolder(path: folder.path))
    let file = try write(spool)
    try FileManager.default.removeItem(atPath: "\(folder.path)/spool/\(file.name)")
    let error = #expect(throws: StateError.self) { try spool.read(file, bodyLimit: 1000) }
    #expect(error?.path.hasSuffix(file.name) == true)
  }

  @Test("tells what a batch is without reading it, and whom it is for by its name")
  func headers() throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(in: StateFolder(path: folder.path))
    var long = header
    long.sources = String(repeating: "x", count: 50_000)
    let file = try body.withUnsafeBytes { try spool.write(long, body: $0) }
    #expect(try spool.header(of: file) == long)
    #expect(file.isFor("dataCollector/w/Log"))
    #expect(!file.isFor("dataCollector/w/Log2"))
    #expect(truncate("\(folder.path)/spool/\(file.name)", 20_000) == 0)
    #expect(try spool.header(of: file) == nil)
  }

  @Test("takes batches of four threads at once")
  func concurrency() throws {
    let folder = try TemporaryFolder()
    let spool = try Spool(in: StateFolder(path: folder.path))
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for _ in 0..<10 {
        do { _ = try write(spool) } catch { Issue.record(error) }
      }
    }
    #expect(Set(spool.files.map(\.number)).count == 40)
  }

  @Test("takes a file whose number nothing can follow for none of its own")
  func lastNumber() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("spool/9223372036854775807-0123456789abcdef.batch", text: "")
    let spool = try Spool(in: StateFolder(path: folder.path))
    #expect(spool.files.isEmpty)
    #expect(try write(spool).number < 1 << 60)
  }

  @Test("removes what a killed run left half written, when it is told to")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    let left = try folder.write("spool/000000000001-00.batch.99-1.tmp", text: "half")
    let other = try folder.write("spool/notes.txt", text: "mine")
    let spool = try Spool(in: StateFolder(path: folder.path))
    #expect(spool.files.isEmpty)
    #expect(FileManager.default.fileExists(atPath: left))
    try spool.removeLeftovers()
    #expect(!FileManager.default.fileExists(atPath: left))
    #expect(FileManager.default.fileExists(atPath: other))
  }
}
