import Foundation

/// A tenant, a machine and an account of their own among all that gives out tokens of Entra ID, as
/// `servers/entra-server.py` describes it; needs PyJWT, `cryptography` and botocore.
public final class EntraScene: Sendable {
  private struct Ready: Decodable {
    let port: Int
    let tlsPort: Int
  }

  /// One request that came.
  public struct Asked: Decodable, Sendable {
    /// `entra`, `discovery`, `imds`, `app`, `arc`, `sts`.
    public let kind: String
    public let method: String
    public let target: String
    /// By their names in small letters.
    public let headers: [String: String]
    public let form: [String: String]
    public let status: Int?
    /// Of the assertion that came or of the token that was given, its header among them.
    public let claims: JSONValue?
  }

  private final class Server: Sendable {
    let authority: TestAuthority
    let server: CommandServer
    let port: Int
    let tlsPort: Int

    init() throws {
      authority = try TestAuthority()
      server = try CommandServer("entra-server.py", [authority.certificate, authority.key])
      let ready = try JSONDecoder().decode(Ready.self, from: server.ready)
      (port, tlsPort) = (ready.port, ready.tlsPort)
    }
  }

  // One process serves all tests of a run, since starting Python takes longer than most of them.
  private static let shared = Result { try Server() }

  /// The tenant's id, and the scene's name.
  public let tenant = UUID().uuidString.lowercased()
  private let server: Server

  /// A scene; `settings` as the server's own words have them.
  public init(_ settings: JSONValue = .object([:])) throws {
    server = try Self.shared.get()
    try set(settings)
  }

  /// For `AZURE_AUTHORITY_HOST`.
  public var url: String { "http://127.0.0.1:\(server.port)" }
  /// The same by TLS, trusting `caFile`.
  public var tlsURL: String { "https://localhost:\(server.tlsPort)" }
  public var caFile: String { server.authority.caFile }
  /// For `AZURE_POD_IDENTITY_AUTHORITY_HOST`.
  public var instanceURL: String { "\(url)/imds/\(tenant)" }
  /// For `IDENTITY_ENDPOINT` of an app.
  public var appURL: String { "\(url)/app/\(tenant)" }
  /// For `IDENTITY_ENDPOINT` of a machine of Azure Arc.
  public var arcURL: String { "\(url)/arc/\(tenant)" }
  /// For `ARM_CLOUD_METADATA_URL`.
  public var cloudsURL: String { "\(url)/arm/\(tenant)/metadata/endpoints?api-version=2019-05-01" }
  /// For `AWS_ENDPOINT_URL_STS`.
  public var stsURL: String { "\(url)/sts/\(tenant)" }
  /// Who issues the tokens of STS.
  public var issuer: String { "https://\(tenant).tokens.sts.global.api.aws" }

  /// Changes some members of the scene.
  public func set(_ settings: JSONValue) throws {
    _ = try server.server.ask(
      JSONEncoder().encode(JSONValue.object(["scene": .string(tenant), "set": settings])))
  }

  /// A JSON Web Token with these claims, signed as STS signs its own.
  public func signed(_ claims: [String: JSONValue]) throws -> String {
    let answer = try server.server.ask(
      JSONEncoder().encode(JSONValue.object(["scene": .string(tenant), "sign": .object(claims)])))
    return try JSONDecoder().decode(String.self, from: answer)
  }

  /// All tokens that were given out so far, web identity tokens and keys of challenges among them.
  public func given() throws -> [String] {
    let answer = try server.server.ask(
      JSONEncoder().encode(JSONValue.object(["scene": .string(tenant), "given": .bool(true)])))
    return try JSONDecoder().decode([String].self, from: answer)
  }

  /// What was asked so far; nil for all kinds.
  public func asked(_ kind: String? = nil) throws -> [Asked] {
    let answer = try server.server.ask(
      JSONEncoder().encode(JSONValue.object(["scene": .string(tenant), "log": .bool(true)])))
    return try JSONDecoder().decode([Asked].self, from: answer).filter { kind == nil || $0.kind == kind }
  }
}
