import AWS
import AzureMonitor

/// A way in which a secret is kept: how the configuration names it, and how it is read.
///
/// A new one is one file, and one line in `SecretForms.all`.
protocol SecretForm: Sendable, Equatable {
  /// The member that stands for the form, `file`.
  static var name: String { get }
  /// How it is written, `{"file": PATH}`.
  static var usage: String { get }
  /// What it stands for, in sentences for the manual.
  static var meaning: String { get }
  /// Members that may stand beside the first.
  static var options: [String] { get }

  /// Takes what the configuration says; nothing is read yet, so that a run that needs no secret does not ask for one.
  init(_ members: SecretMembers) throws(ConfigurationError)

  /// The form as the configuration has it; empty where there is nothing to show.
  var detail: String { get }
  /// Where the secret is, in words: "the variable MY_KEY".
  var place: String { get }
  /// False where a service is asked or a program is run.
  var isOfThisMachine: Bool { get }
  /// The file that holds it as it is; nil where none does.
  var file: String? { get }
  /// True where it is known, without a look, that it is not there.
  var isAbsent: Bool { get }

  /// What AWS has to allow for it to be read; nil for what is not kept in AWS.
  func permission(_ sid: String, in place: PolicyPlace) -> Permission?

  /// Gets the secret as it is now.
  ///
  /// - Parameter access: What it may take.
  /// - Returns: Its bytes, white space at the ends included.
  /// - Throws: `SecretFailure`, without anything of the secret.
  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8]
}

extension SecretForm {
  static var options: [String] { [] }
  var isOfThisMachine: Bool { true }
  var file: String? { nil }
  var isAbsent: Bool { false }
  func permission(_ sid: String, in place: PolicyPlace) -> Permission? { nil }

  /// Whether it takes an identity in AWS to read it.
  var isInAWS: Bool { permission("", in: PolicyPlace(region: "*", account: "*", keys: [])) != nil }

  func equals(_ other: any SecretForm) -> Bool { (other as? Self) == self }
}

/// What secrets that are not in a file or a variable are got with.
struct SecretAccess: Sendable {
  /// All variables, for the programs that give secrets.
  let environment: [String: String]
  /// Whether the command is to end, so that no program is worth a wait any more.
  let isStopped: @Sendable () -> Bool
  /// The run's identity in AWS; asked for only by what is kept there.
  let aws: @Sendable () throws(AWSError) -> AWSSession

  /// What forms of this machine need, which is nothing.
  static let none = SecretAccess(environment: [:], isStopped: { false }) { () throws(AWSError) in
    throw .configuration("AWS is not asked")
  }
}

/// Why a secret was not got.
struct SecretFailure: Error, Sendable, Equatable {
  typealias Kind = KeyFailure.Kind

  let kind: Kind
  /// What follows the place of the secret, from the comma or colon on.
  let words: String

  init(_ kind: Kind, _ words: String) {
    self.kind = kind
    self.words = words
  }
}
