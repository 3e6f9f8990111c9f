import Foundation

/// moto's S3, which checks every signature; needs `moto[server]`.
public final class MotoServer: Sendable {
  private struct Ready: Decodable {
    let port: Int
    let accessKeyId: String
    let secretAccessKey: String
    let strangerKeyId: String
    let strangerSecret: String
  }

  public let url: String
  /// A key that may do everything in S3.
  public let accessKeyId: String
  public let secretAccessKey: String
  /// A key that moto knows and that may do nothing.
  public let strangerKeyId: String
  public let strangerSecret: String
  private let server: CommandServer

  /// Starts moto with these buckets.
  public init(buckets: [String]) throws {
    server = try CommandServer("moto-server.py", buckets)
    let ready = try JSONDecoder().decode(Ready.self, from: server.ready)
    url = "http://127.0.0.1:\(ready.port)"
    accessKeyId = ready.accessKeyId
    secretAccessKey = ready.secretAccessKey
    strangerKeyId = ready.strangerKeyId
    strangerSecret = ready.strangerSecret
  }

  /// Stores an object, without a request.
  public func put(_ key: String, _ body: Data, in bucket: String) throws {
    let command = ["bucket": bucket, "key": key, "body": body.base64EncodedString()]
    _ = try server.ask(JSONEncoder().encode(command))
  }
}
