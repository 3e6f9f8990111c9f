import Foundation

/// Everything that gives out AWS credentials, as `servers/identity-server.py` describes it; needs `moto[server]`.
public final class IdentityServer: Sendable {
  private struct Ready: Decodable {
    let port: Int
    let moto: Int
  }

  /// One request that a server got.
  public struct Asked: Decodable, Sendable {
    public let path: String
    /// Who signed it; nil for the small servers.
    public let key: String?
    public let method: String?
  }

  /// The small servers' address, `127.0.0.1:PORT`.
  public let authority: String
  /// STS and S3.
  public let motoURL: String
  private let server: CommandServer

  public var url: String { "http://\(authority)" }

  /// Starts the servers, S3 with these buckets.
  public init(buckets: [String] = []) throws {
    server = try CommandServer("identity-server.py", buckets)
    let ready = try JSONDecoder().decode(Ready.self, from: server.ready)
    authority = "127.0.0.1:\(ready.port)"
    motoURL = "http://127.0.0.1:\(ready.moto)"
  }

  /// Stores an object, without a request.
  public func put(_ key: String, _ body: Data, in bucket: String) throws {
    let object = ["bucket": bucket, "key": key, "body": body.base64EncodedString()]
    _ = try server.ask(JSONEncoder().encode(["put": object]))
  }

  /// After how many seconds the keys of `/container/session` end, each for one request, the last for all others.
  public func setContainerKeys(_ ends: [(told: Double, real: Double)]) throws {
    _ = try server.ask(JSONEncoder().encode(["container": ends.map { [$0.told, $0.real] }]))
  }

  /// How long moto takes for each request at least, in seconds.
  public func setDelay(_ seconds: Double) throws {
    _ = try server.ask(JSONEncoder().encode(["delay": seconds]))
  }

  /// Every secret key and session token that was given out so far.
  public func secrets() throws -> [String] {
    try JSONDecoder().decode([String].self, from: server.ask(JSONEncoder().encode(["secrets": true])))
  }

  /// What was asked since the last time.
  public func asked() throws -> [Asked] {
    try JSONDecoder().decode([Asked].self, from: server.ask(JSONEncoder().encode(["log": true])))
  }
}
