/// How a command ends that did not do all it was asked to.
struct CommandFailure: Error, Sendable, Equatable {
  let code: ExitCode
  /// For standard error, or nil where the command has told all itself.
  let message: String?

  init(_ code: ExitCode, _ message: String? = nil) {
    self.code = code
    self.message = message
  }
}
