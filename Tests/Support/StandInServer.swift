import Foundation

/// A server that answers as a test tells it, and tells what it was asked.
public final class StandInServer: Sendable {
  /// One request that the server got.
  public struct Asked: Decodable, Sendable {
    public let method: String
    public let target: String
    public let headers: [String: String]
    public let body: String
    /// In seconds since some moment.
    public let time: Double
    /// What it was answered; nil where it got no answer.
    public let status: Int?

    /// A header's value, its name compared without case.
    public func header(_ name: String) -> String? {
      headers.first { $0.key.lowercased() == name.lowercased() }?.value
    }
  }

  /// What the server does with one request.
  public struct Act: Encodable, Sendable {
    struct Object: Encodable {
      let size: Int
      let seed: String
      let eTag: String
    }

    var status: Int?
    var headers: [String: String]?
    var body: String?
    var object: Object?
    public var cutAfter: Int?
    public var ignoreRange: Bool?
    public var declare: Int?
    public var undeclared: Bool?
    public var drop: Bool?
    public var stall: Bool?
    public var perSecond: Int?
    /// Seconds between two bytes of an answer's body.
    public var drip: Double?

    /// An answer as it stands.
    public static func answer(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") -> Act {
      Act(status: status, headers: headers, body: body)
    }

    /// The object that the stand-in makes of the seed; Range and If-Match are honoured.
    public static func object(
      _ size: Int, seed: String = "a", eTag: String = "\"one\"", cutAfter: Int? = nil, ignoreRange: Bool? = nil,
      declare: Int? = nil, undeclared: Bool? = nil, perSecond: Int? = nil
    ) -> Act {
      Act(
        object: Object(size: size, seed: seed, eTag: eTag), cutAfter: cutAfter, ignoreRange: ignoreRange,
        declare: declare, undeclared: undeclared, perSecond: perSecond)
    }

    /// A connection that closes without an answer.
    public static let drop = Act(drop: true)

    /// No answer, until the client gives up.
    public static let stall = Act(stall: true)
  }

  // One process serves all tests of a run, since starting Python takes longer than most of them.
  private static let process = Result { try CommandServer("stand-in.py") }

  public let url: String
  private let port: Int

  /// Starts a server whose first request gets the first act, and so on; the last act is repeated.
  public convenience init(_ acts: Act...) throws { try self.init(acts) }

  /// Starts a server that does these things in turn.
  public init(_ acts: [Act]) throws {
    port = try JSONDecoder().decode(Int.self, from: Self.process.get().ask(JSONEncoder().encode(["serve": acts])))
    url = "http://127.0.0.1:\(port)"
  }

  deinit {
    _ = try? Self.process.get().ask(JSONEncoder().encode(["stop": port]))
  }

  /// What it was asked so far.
  public func asked() throws -> [Asked] {
    try JSONDecoder().decode([Asked].self, from: Self.process.get().ask(JSONEncoder().encode(["log": port])))
  }
}
