/// How a command ends that did not do all it was asked to.
struct CommandFailure: Error, Sendable, Equatable {
  let code: ExitCode
  /// For standard error, or nil where the command has told all itself.
  let message: String?

  init(_ code: ExitCode, _ message: String? = nil) {
    self.code = code
    self.message = message
  }

  /// That the system gives no thread at all, without which a command would wait for one without end.
  static let noThread = CommandFailure(
    .unsent, "the system gives this process no thread; raise its limits (`ulimit -u`, `ulimit -v`, `ulimit -s`)")
}
