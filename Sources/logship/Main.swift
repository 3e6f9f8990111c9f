import ArgumentParser
import CGlibc
import Glibc

/// The command line as a whole: `logship ship`, which is also what runs where no command is named, and the others.
///
/// Each command has its name written out: one that ArgumentParser makes of the type's costs about a millisecond at every
/// start, since Swift looks for a description of the type among all conformances of the program.
struct Logship: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logship",
    abstract: "Ships records of AWS access keys to an Azure Monitor Log Analytics workspace.",
    discussion: "A command line that names no command is one of `logship ship`.",
    version: "logship \(Version.number)",
    subcommands: [
      Ship.self, Check.self, Status.self, Replay.self, CollectCommand.self, IAMPolicy.self, SchemaCommand.self,
      ConfigCommand.self, Generate.self,
    ])

  /// Every message of this program begins with its name.
  static let _errorPrefix = "logship: "

  /// A command line with its command: `ship` where it names none.
  ///
  /// As ArgumentParser's default subcommand it would cost a quarter of the time of `--version`: all of its flags are
  /// made before anybody looks whether it is wanted.
  static func withCommand(_ arguments: [String]) -> [String] {
    guard let first = arguments.first else { return [Ship._commandName] }
    let words = configuration.subcommands.map { $0._commandName } + ["help", "-h"]
    let flags = ["--help", "--version", "--generate-completion-script", "--experimental-dump-help"]
    let isNamed = words.contains(first) || flags.contains { first.hasPrefix($0) }
    return isNamed ? arguments : [Ship._commandName] + arguments
  }
}

/// The one place where errors become exit codes.
///
/// No error leaves `main`: Swift would trap, and print memory.
@main
enum Main {
  static func main() {
    keepStandardStreamsTaken()
    giveMemoryBack()
    // A reader that closes our pipe makes a write fail, which is dealt with where the write is.
    signal(SIGPIPE, SIG_IGN)
    // So does a limit on the size of files.
    signal(SIGXFSZ, SIG_IGN)
    let console = Console.standardError
    let code = run(
      try typed(),
      tell: { line in
        console.release()
        console.line(line)
      },
      output: { (text: String) throws(CommandFailure) in try StandardOutput.write(text) })
    if code != .success { console.release() }
    exit(code.rawValue)
  }

  /// Takes the numbers of standard streams that the caller closed, so that no file of ours gets one and has messages
  /// written into it.
  ///
  /// They are opened the wrong way round: using them fails as it does on a closed stream.
  private static func keepStandardStreamsTaken() {
    for (stream, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(stream, F_GETFD) == -1 {
      // The lowest free number is the one that was just found free.
      _ = open("/dev/null", mode)
    }
  }

  /// Has the C library give large memory back to the system once it is freed, and keep small memory in two heaps: with one
  /// for each of the threads that fetch and send, each would hold on to what it had at its most.
  private static func giveMemoryBack() {
    mallopt(M_MMAP_THRESHOLD, 512 << 10)
    mallopt(M_ARENA_MAX, 2)
  }

  /// The arguments as they were typed, without the program's name.
  ///
  /// - Throws: `CommandFailure` with `usage` where one is not UTF-8: what would be read of it names another file.
  private static func typed() throws(CommandFailure) -> [String] {
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { break }
      guard let argument = String(validatingCString: bytes) else {
        throw CommandFailure(
          .usage,
          "argument \(index) (\(String(cString: bytes))) is not UTF-8, as names have to be here; name the folder that the "
            + "file is in, of which files of any name are read, or pass it by standard input")
      }
      arguments.append(argument)
    }
    return arguments
  }

  /// Runs a command line to its end.
  ///
  /// - Parameters:
  ///   - arguments: Without the program's name.
  ///   - tell: Takes one line for standard error.
  ///   - output: Takes what was asked for by `--help` and its like.
  /// - Returns: What the process ends with.
  static func run(
    _ arguments: @autoclosure () throws -> [String], tell: (String) -> Void,
    output: (String) throws(CommandFailure) -> Void
  ) -> ExitCode {
    do {
      var command = try Logship.parseAsRoot(Logship.withCommand(arguments()))
      try command.run()
      return .success
    } catch let errors as ConfigurationErrors {
      for problem in errors.problems { tell(Console.message("\(problem)")) }
      return errors.exitCode
    } catch let failure as CommandFailure {
      return report(failure, tell)
    } catch {
      let code = Logship.exitCode(for: error)
      let text = Logship.fullMessage(for: error)
      if code.isSuccess {
        do {
          try output(text + "\n")
          return .success
        } catch {
          return report(error, tell)
        }
      }
      guard code == .validationFailure else {
        return report(CommandFailure(.defect, "this is a defect of logship: \(error)"), tell)
      }
      tell(text)
      return .usage
    }
  }

  private static func report(_ failure: CommandFailure, _ tell: (String) -> Void) -> ExitCode {
    if let message = failure.message { tell(Console.message(message)) }
    return failure.code
  }
}
