import Foundation

/// Which credentials botocore takes, as `servers/botocore-oracle.py` asks it.
public final class BotocoreOracle: Sendable {
  /// A key id, or why there is none.
  public struct Answer: Decodable, Sendable, Equatable {
    public let keyId: String?
    public let error: String?
  }

  private struct Question: Encodable {
    let environment: [String: String]
    let profile: String?
    let containerHost: String

    enum CodingKeys: CodingKey {
      case environment, profile, containerHost
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(environment, forKey: .environment)
      try container.encode(profile, forKey: .profile)
      try container.encode(containerHost, forKey: .containerHost)
    }
  }

  private let server: CommandServer

  /// Starts botocore.
  public init() throws {
    server = try CommandServer("botocore-oracle.py")
  }

  /// The words of each text, taken apart as a `credential_process` is; nil for what is none.
  public func words(_ texts: [String]) throws -> [[String]?] {
    try JSONDecoder().decode([[String]?].self, from: server.ask(JSONEncoder().encode(["words": texts])))
  }

  /// Whether each URL is asked for a container's key.
  public func isAllowed(_ urls: [String]) throws -> [Bool] {
    try JSONDecoder().decode([Bool].self, from: server.ask(JSONEncoder().encode(["allowed": urls])))
  }

  /// Where an instance's metadata are asked for, under each of these environments.
  public func metadataURLs(_ environments: [[String: String]]) throws -> [String] {
    try JSONDecoder().decode([String].self, from: server.ask(JSONEncoder().encode(["metadata": environments])))
  }

  /// Asks botocore in a process of its own.
  ///
  /// - Parameters:
  ///   - environment: All of its variables.
  ///   - profile: The profile that was asked for by name, as `--profile` does.
  ///   - containerHost: What stands for 169.254.170.2.
  /// - Returns: Its answer.
  /// - Throws: `ServerFailure` when the oracle has ended.
  public func ask(environment: [String: String], profile: String?, containerHost: String) throws -> Answer {
    let question = Question(environment: environment, profile: profile, containerHost: containerHost)
    return try JSONDecoder().decode(Answer.self, from: server.ask(JSONEncoder().encode(question)))
  }
}
