import Foundation
import Support
import Testing

/// Where a test keeps a secret; each is a form of the configuration.
enum KeptAs: String, CaseIterable, Sendable {
  case literal, variable, file, credential, command, parameter, managed, managedBytes, managedMember, encryptedVariable,
    encryptedFile

  /// Those whose secret can be changed while a program runs.
  static let changeable: [KeptAs] = [
    .file, .credential, .command, .parameter, .managed, .managedBytes, .managedMember, .encryptedFile,
  ]

  /// Those that are in AWS.
  static let inAWS: [KeptAs] = [
    .parameter, .managed, .managedBytes, .managedMember, .encryptedVariable, .encryptedFile,
  ]
}

/// A secret of a test's own, in a file, in moto, or both.
final class KeptSecret: Sendable {
  // Services of one moto serve all tests, which keep their secrets under names of their own.
  private static let shared = Result { try MotoServer(buckets: ["audit"]) }
  private static let key = Result {
    let server = try shared.get()
    let made = try server.call("kms", "create_key")
    return try #require(made["KeyMetadata"]?["KeyId"]?.string)
  }

  /// May do all that a run needs, and nothing else.
  static let policy = """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": [
      "ssm:GetParameter", "secretsmanager:GetSecretValue", "kms:Decrypt", "s3:ListBucket", "s3:GetObject"]}]}
    """

  private let form: KeptAs
  private let secret: String
  private let name = "t\(UUID().uuidString.lowercased())"
  private let folder: TemporaryFolder

  init(_ secret: String, as form: KeptAs) throws {
    self.form = form
    self.secret = secret
    folder = try TemporaryFolder()
    if form == .managed || form == .managedBytes || form == .managedMember {
      try Self.server().call("secretsmanager", "create_secret", Self.json(["Name": name]))
    }
    if form != .variable, form != .literal, form != .encryptedVariable { try change(to: secret) }
  }

  static func server() throws -> MotoServer { try shared.get() }

  /// What a program needs that asks moto as somebody who may.
  static func identity() throws -> [String: String] {
    let server = try server()
    let key = try server.user("job", policy: policy)
    return key.environment.merging(["AWS_ENDPOINT_URL": server.url, "AWS_REGION": "us-east-1"]) { $1 }
  }

  /// The form as a configuration has it.
  var json: Any {
    switch form {
    case .literal: secret
    case .variable: ["env": "KEPT_SECRET"]
    case .file: ["file": "\(folder.path)/secret"]
    case .credential: ["credential": "secret"]
    case .command: ["command": ["cat", "\(folder.path)/secret"]]
    case .parameter: ["ssm": "/logship/\(name)"]
    case .managed, .managedBytes: ["secretsManager": name]
    case .managedMember: ["secretsManager": name, "jsonKey": "primary key"]
    case .encryptedVariable: ["kms": ["env": "KEPT_SECRET"], "encryptionContext": ["of": "a test"]]
    case .encryptedFile: ["kms": ["file": "\(folder.path)/secret"]]
    }
  }

  /// Variables that go with the form.
  func environment() throws -> [String: String] {
    switch form {
    case .variable: ["KEPT_SECRET": secret]
    case .credential: ["CREDENTIALS_DIRECTORY": folder.path]
    case .encryptedVariable: ["KEPT_SECRET": try Self.encrypt(secret, context: ["of": "a test"])]
    default: [:]
    }
  }

  /// Puts another secret in the place.
  func change(to secret: String) throws {
    let server = try Self.server()
    switch form {
    case .literal, .variable, .encryptedVariable: Issue.record("a variable cannot be changed")
    case .file, .credential, .command: _ = try folder.write("secret", text: " \(secret)\n")
    case .parameter:
      try server.call(
        "ssm", "put_parameter",
        Self.json(["Name": "/logship/\(name)", "Value": secret, "Type": "SecureString", "Overwrite": true]))
    case .managed: try put(["SecretString": secret])
    case .managedBytes: try put(["SecretBinary": ["$base64": Data(secret.utf8).base64EncodedString()]])
    case .managedMember: try put(["SecretString": Self.json(["primary key": secret, "other": 5])])
    case .encryptedFile: _ = try folder.write("secret", text: try Self.encrypt(secret, context: [:]))
    }
  }

  /// Takes the secret away.
  func remove() throws {
    try FileManager.default.removeItem(atPath: "\(folder.path)/secret")
  }

  static func encrypt(_ secret: String, context: [String: String]) throws -> String {
    let plaintext = ["$base64": Data(secret.utf8).base64EncodedString()]
    let made = try server().call(
      "kms", "encrypt", json(["KeyId": try key.get(), "Plaintext": plaintext, "EncryptionContext": context]))
    return try #require(made["CiphertextBlob"]?["$base64"]?.string)
  }

  private func put(_ value: [String: Any]) throws {
    try Self.server().call(
      "secretsmanager", "put_secret_value", Self.json(value.merging(["SecretId": name]) { $1 }))
  }

  static func json(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }
}

extension Scene {
  /// Arguments that name a configuration in which the workspace's key is kept so.
  func configuration(key: Any, hashedIDs: Any? = nil) throws -> [String] {
    var settings: [String: Any] = ["destination": ["dataCollector": ["workspaceKey": key]]]
    if let hashedIDs { settings["accessKeyIds"] = ["hashed": hashedIDs] }
    let file = try folder.write("config-\(UUID().uuidString).json", text: try KeptSecret.json(settings))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    return ["--config", file]
  }

  /// Variables under which the key is nowhere but in the configuration.
  static let noKey = ["LOGSHIP_WORKSPACE_KEY": ""]
}
