import Foundation
import Support
import Testing

/// What the tests of ledger, spool and signals ask of a scene.
extension Scene {
  /// One record a batch, one batch at a time, so that requests can be counted.
  static let oneEach = ["--batch-max-bytes", "400", "--batch-max-in-flight", "1"]
  /// Each batch is tried once.
  static let once = ["--retry-budget", "0s", "--retry-max-backoff", "50ms"]
  /// Variables under which there is no workspace at all: nothing listens on that port.
  static let down = ["LOGSHIP_ENDPOINT": "http://127.0.0.1:1"]

  /// Another workspace under the same id and key, with a database of its own: the same destination, which behaves
  /// otherwise.
  func twin(_ arguments: [String]) throws -> LocalWorkspaceProcess {
    try LocalWorkspaceProcess(
      ["--workspace-id", workspace.workspaceID, "--key-file", workspace.keyFile] + arguments)
  }

  /// The names of the files in the spool, the oldest first.
  var spooled: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(state)/spool")) ?? []
    return names.filter { $0.hasSuffix(".batch") }.sorted()
  }

  /// All users that the workspace has, sorted.
  func users() throws -> [String] { try stored("UserName_s").sorted() }

  /// Starts `logship ship … --summary json` with a pipe as its standard input, and does not wait for its end.
  func start(_ arguments: [String], environment more: [String: String] = [:]) throws -> RunningShip {
    try RunningShip(
      ["ship", "--summary", "json"] + arguments, environment: environment.merging(more) { $1 }, in: folder)
  }

  /// Adds to the end of a file.
  func append(_ text: String, to file: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Makes a file look as if it was last changed long ago: `hours` before now.
  func age(_ file: String, hours: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600 * hours)], ofItemAtPath: file)
  }
}

/// A run that is going on.
final class RunningShip: Sendable {
  let process: ChildProcess
  private let input: FileHandle
  private let folder: TemporaryFolder
  private let output: String
  private let errors: String

  init(_ arguments: [String], environment: [String: String], in folder: TemporaryFolder) throws {
    var ends: [Int32] = [-1, -1]
    // Two sockets, since they can be made so that no program started at the same time inherits them.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    let name = UUID().uuidString
    self.folder = folder
    output = try folder.write("\(name).out", text: "")
    errors = try folder.write("\(name).err", text: "")
    input = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    defer { close(ends[0]) }
    process = try ChildProcess(
      BuiltBinary.path(), arguments, environment: BuiltBinary.clean(home: folder.path).merging(environment) { $1 },
      input: .descriptor(ends[0]), output: .file(output), error: .file(errors))
  }

  deinit {
    process.send(SIGKILL)
  }

  func write(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

  func closeInput() throws { try input.close() }

  /// Waits until the run has read all that was written.
  func takeAll() throws {
    try eventually {
      var unread: Int32 = 1
      return ioctl(input.fileDescriptor, UInt(TIOCOUTQ), &unread) == 0 && unread == 0
    }
  }

  /// True until it has ended.
  var isRunning: Bool { kill(process.id, 0) == 0 }

  /// True once it has a file open whose path ends so.
  func hasOpen(_ ending: String) -> Bool {
    let folder = "/proc/\(process.id)/fd"
    let open = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return (open ?? []).contains {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?.hasSuffix(ending) == true
    }
  }

  /// What it has told so far.
  var told: String { (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "" }

  /// Waits for its end.
  func end() throws -> Run {
    let status = try process.wait(timeout: .seconds(30))
    return Run(status: status, output: try String(contentsOfFile: output, encoding: .utf8), errors: told)
  }
}

/// Waits until something is so that another process brings about.
func eventually(seconds: Double = 15, _ isSo: () throws -> Bool) throws {
  let end = Date(timeIntervalSinceNow: seconds)
  while try !isSo() {
    guard Date() < end else {
      Issue.record("it did not come about within \(seconds) s")
      return
    }
    usleep(20_000)
  }
}

/// An object as a listing of S3 shows it.
struct Listed {
  let key: String
  var eTag = "one"
  /// Its content.
  var text = ""
  var modified = "2026-11-24T03:00:00.000Z"
  var storageClass = "STANDARD"
  /// What S3 tells of its restoration, where it was asked.
  var restore = ""
}

/// A page of a listing, the last one.
func listing(_ objects: Listed...) -> StandInServer.Act {
  let contents = objects.map {
    "<Contents><Key>\($0.key)</Key><LastModified>\($0.modified)</LastModified><ETag>&quot;\($0.eTag)&quot;</ETag>"
      + "<Size>\($0.text.utf8.count)</Size><StorageClass>\($0.storageClass)</StorageClass>\($0.restore)</Contents>"
  }
  return .answer(
    200, ["Content-Type": "application/xml"],
    #"<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#
      + "<Name>audit</Name><Prefix></Prefix><KeyCount>\(objects.count)</KeyCount><MaxKeys>1000</MaxKeys>"
      + "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>\(contents.joined())</ListBucketResult>")
}

/// An object's answer.
func object(_ text: String, eTag: String = "one") -> StandInServer.Act {
  .answer(200, ["ETag": "\"\(eTag)\""], text)
}

/// Variables under which the program finds a stand-in for S3, and asks it for one thing after another.
func variables(_ server: StandInServer) -> [String: String] {
  [
    "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "an-example",
    "LOGSHIP_S3_CONCURRENCY": "1",
  ]
}

func variables(_ server: MotoServer) -> [String: String] {
  [
    "AWS_ENDPOINT_URL_S3": server.url, "AWS_ACCESS_KEY_ID": server.accessKeyId,
    "AWS_SECRET_ACCESS_KEY": server.secretAccessKey,
  ]
}
