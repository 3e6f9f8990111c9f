import Foundation

/// moto's services, which check every signature and every policy; needs `moto[server]`.
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

  /// Starts moto with these buckets, which keep every version where `isVersioned` says so.
  public init(buckets: [String], isVersioned: Bool = false) throws {
    server = try CommandServer("moto-server.py", (isVersioned ? ["--versioned"] : []) + buckets)
    let ready = try JSONDecoder().decode(Ready.self, from: server.ready)
    url = "http://127.0.0.1:\(ready.port)"
    accessKeyId = ready.accessKeyId
    secretAccessKey = ready.secretAccessKey
    strangerKeyId = ready.strangerKeyId
    strangerSecret = ready.strangerSecret
  }

  /// An access key of moto's.
  public struct Key: Decodable, Sendable {
    public let accessKeyId: String
    public let secretAccessKey: String

    /// What a process needs that signs with it.
    public var environment: [String: String] {
      ["AWS_ACCESS_KEY_ID": accessKeyId, "AWS_SECRET_ACCESS_KEY": secretAccessKey]
    }
  }

  /// A policy that allows some actions on everything.
  public static func policy(allowing actions: [String]) -> String {
    let names = actions.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[\#(names)],"Resource":"*"}]}"#
  }

  /// Makes a user who may do what a policy says, or gives him another policy.
  ///
  /// The policy is a document of JSON, and his key always the same.
  public func user(_ name: String, policy: String) throws -> Key {
    let command = try JSONSerialization.data(withJSONObject: [
      "user": name, "policy": try JSONSerialization.jsonObject(with: Data(policy.utf8)),
    ])
    return try JSONDecoder().decode(Key.self, from: server.ask(command))
  }

  /// Makes a role of another account that anybody may assume, and users of that account with one key each.
  public func account(_ account: String, role: String, policy: String, users: [String]) throws {
    let command = try JSONSerialization.data(withJSONObject: [
      "account": account, "role": role, "users": users,
      "policy": try JSONSerialization.jsonObject(with: Data(policy.utf8)),
    ])
    _ = try server.ask(command)
  }

  /// Calls a method of boto3's client, such as `put_parameter` of `ssm`, as somebody who may do everything.
  ///
  /// Arguments and answer are JSON, in which `{"$base64": TEXT}` stands for bytes.
  @discardableResult
  public func call(
    _ service: String, _ method: String, _ arguments: String = "{}", region: String = "us-east-1"
  ) throws -> JSONValue {
    let command = try JSONSerialization.data(withJSONObject: [
      "service": service, "method": method, "region": region,
      "arguments": try JSONSerialization.jsonObject(with: Data(arguments.utf8)),
    ])
    return try JSONDecoder().decode(JSONValue.self, from: server.ask(command))
  }

  /// Stores an object, without a request.
  ///
  /// - Returns: The version's id in a bucket that is versioned.
  @discardableResult
  public func put(_ key: String, _ body: Data, in bucket: String, storageClass: String? = nil) throws -> String? {
    var command = ["bucket": bucket, "key": key, "body": body.base64EncodedString()]
    command["storageClass"] = storageClass
    let answer = String(decoding: try server.ask(JSONEncoder().encode(command)), as: UTF8.self)
    return answer == "ok" ? nil : answer
  }

  /// Restores an object from its archive class.
  public func restore(_ key: String, in bucket: String) throws {
    _ = try server.ask(Data(#"{"bucket": "\#(bucket)", "key": "\#(key)", "restore": true}"#.utf8))
  }

  /// Lets the key that may do nothing do this.
  public func allow(_ actions: [String], on resource: String) throws {
    let list = actions.map { "\"\($0)\"" }.joined(separator: ", ")
    let statement = #"{"Effect": "Allow", "Action": [\#(list)], "Resource": "\#(resource)"}"#
    _ = try server.ask(Data(#"{"allow": [\#(statement)]}"#.utf8))
  }
}
