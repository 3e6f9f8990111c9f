import Foundation

/// `servers/scripted_http.py` on a port of its own: a server that answers, breaks off or stays silent as told.
public final class PythonServer: Sendable {
  /// When the server answers.
  public enum Moment: String, Sendable { case accept, head, body }

  /// What the server does with a connection after its answer.
  public enum Ending: String, Sendable { case keep, close, linger, reset, hold }

  /// Which part of the answer comes byte by byte, fifty a second.
  public enum Drip: String, Sendable { case head, body }

  /// One request as it came.
  public struct Received: Sendable, Decodable {
    /// The number of its connection, from 1 on.
    public let connection: Int
    /// Request line and headers, without the empty line.
    public let head: String
    public let bodyBytes: Int
    public let bodySHA256: String
    /// The first 4096 bytes.
    public let body: Data

    public var lines: [String] { head.components(separatedBy: "\r\n") }
  }

  public let port: Int
  private let process: ServerProcess
  private let folder: TemporaryFolder

  /// The address, `http://127.0.0.1:PORT`.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - answer: The bytes it answers with, as they are.
  ///   - moment: When it answers.
  ///   - ending: What it does then.
  ///   - answersPerConnection: After so many it closes the connection when another request comes.
  ///   - dripping: What of the answer is sent slowly; nil for nothing.
  ///   - accepting: How many connections it takes before it listens no longer; nil for any number.
  ///   - connections: So many connections are treated in this way, all others get a `204`; nil for all of them.
  /// - Throws: `ServerFailure`, or what Foundation says, when it does not start.
  public init(
    answer: some DataProtocol, at moment: Moment = .body, then ending: Ending = .keep, answersPerConnection: Int? = nil,
    dripping: Drip? = nil, accepting: Int? = nil, connections: Int? = nil
  ) throws {
    folder = try TemporaryFolder()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("servers/scripted_http.py").path
    var arguments = [
      script, "--answer", try folder.write("answer", answer), "--when", moment.rawValue, "--then", ending.rawValue,
    ]
    if let answersPerConnection { arguments += ["--answers", String(answersPerConnection)] }
    if let dripping { arguments += ["--drip", dripping.rawValue] }
    if let accepting { arguments += ["--accept", String(accepting)] }
    if let connections { arguments += ["--first", String(connections)] }
    // The system's own where there is one: a version manager's stand-in takes several times as long to start.
    let python = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") ? "/usr/bin/python3" : "python3"
    process = try ServerProcess(python, arguments)
    let line = try process.wait { lines in lines.first { $0.hasPrefix("port ") } }
    guard let port = Int(line.dropFirst(5)) else { throw ServerFailure(description: "no port in \"\(line)\"") }
    self.port = port
  }

  /// Starts a server that answers with a text.
  ///
  /// - Parameters:
  ///   - text: The answer, head and body; its line ends are made CRLF in the head.
  ///   - moment: When it answers.
  ///   - ending: What it does then.
  ///   - answersPerConnection: After so many it closes the connection when another request comes.
  ///   - dripping: What of the answer is sent slowly; nil for nothing.
  ///   - accepting: How many connections it takes before it listens no longer; nil for any number.
  ///   - connections: So many connections are treated in this way, all others get a `204`; nil for all of them.
  /// - Throws: `ServerFailure`, or what Foundation says, when it does not start.
  public convenience init(
    text: String, at moment: Moment = .body, then ending: Ending = .keep, answersPerConnection: Int? = nil,
    dripping: Drip? = nil, accepting: Int? = nil, connections: Int? = nil
  ) throws {
    try self.init(
      answer: Data(text.utf8), at: moment, then: ending, answersPerConnection: answersPerConnection,
      dripping: dripping, accepting: accepting, connections: connections)
  }

  deinit {
    process.stop()
  }

  /// The requests that came so far; the last ones may not have been told yet.
  public var received: [Received] { Self.requests(in: process.output) }

  /// Waits until so many requests have come.
  ///
  /// - Parameter count: How many, at least.
  /// - Returns: All that came.
  /// - Throws: `ServerFailure` when they do not come.
  public func requests(_ count: Int) throws -> [Received] {
    try process.wait { lines in
      let requests = Self.requests(in: lines)
      return requests.count >= count ? requests : nil
    }
  }

  private static func requests(in lines: [String]) -> [Received] {
    lines.compactMap { try? JSONDecoder().decode(Received.self, from: Data($0.utf8)) }
  }
}
