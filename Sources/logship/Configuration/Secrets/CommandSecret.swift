import Programs

/// A secret that a program prints, such as a password manager; no shell sees its arguments.
struct CommandSecret: SecretForm {
  static var name: String { "command" }
  static var usage: String { "{\"command\": [PROGRAM, …]}" }
  static var meaning: String { "What a program prints within 60 s. No shell sees its arguments." }

  /// A password manager may ask its own service.
  private static let timeLimit = Duration.seconds(60)

  private let arguments: [String]

  init(_ members: SecretMembers) throws(ConfigurationError) {
    var arguments = try members.texts(Self.name)
    arguments[0] = members.surroundings.expandingHome(arguments[0])
    self.arguments = arguments
  }

  // The arguments are not shown: somebody may have put a token among them.
  var detail: String { "{\"command\": [\(JSONValue.quoted(arguments[0]))\(arguments.count > 1 ? ", …" : "")]}" }
  var place: String { "the command \(Shown.name(arguments[0]))" }
  var isOfThisMachine: Bool { false }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    let program = Program(
      arguments, environment: access.environment, timeLimit: Self.timeLimit, outputLimit: SecretSource.maximumBytes)
    do {
      return try program.run(unless: access.isStopped)
    } catch {
      let kind: SecretFailure.Kind =
        switch error.cause {
        case .tooLong: .configuration
        case .stopped: .unreachable
        default: .refused
        }
      throw SecretFailure(kind, ", but \(error)\(Self.hint(error.cause))")
    }
  }

  /// What to do where the program itself knows best what is wrong.
  private static func hint(_ cause: ProgramFailure.Cause) -> String {
    switch cause {
    case .exited, .killed, .timedOut: "; run it by hand to see why, since its own words may hold the secret"
    default: ""
    }
  }
}
