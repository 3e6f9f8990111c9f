import Glibc
import Synchronization

/// Standard error: lines, and on a terminal one progress line below them.
///
/// All threads write through it, one whole piece at a time, so that neither tears the other: a line first takes the
/// progress line away and then puts it back.
final class Console: Sendable {
  /// The process's own.
  static let standardError = Console(
    isTerminal: isatty(STDERR_FILENO) == 1, width: { terminalWidth() },
    // Nobody is left to be told where standard error cannot be written.
    write: { _ = StandardOutput.writeAll($0, to: STDERR_FILENO) })

  let isTerminal: Bool
  private let width: @Sendable () -> Int
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State {
    /// The progress line as it stands, or empty.
    var progress = ""
    /// The lines that are held back, while they are.
    var held: [String]?
    var forgotten = 0
  }

  /// The most lines that are held back; of more, the first are forgotten, and counted.
  static let maximumHeldLines = 1_000

  /// A console over anything that takes text.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether a progress line makes sense.
  ///   - width: How many columns there are now.
  ///   - write: Takes one piece of text; never called by two threads at once.
  init(isTerminal: Bool, width: @escaping @Sendable () -> Int, write: @escaping @Sendable (String) -> Void) {
    self.isTerminal = isTerminal
    self.width = width
    self.write = write
  }

  /// Writes a line; the line end is added.
  func line(_ text: String) {
    state.withLock { state in
      guard state.held == nil else {
        state.held?.append(text)
        if state.held?.count ?? 0 > Self.maximumHeldLines {
          state.held?.removeFirst()
          state.forgotten += 1
        }
        return
      }
      write(state.progress.isEmpty ? "\(text)\n" : "\(Self.clear)\(text)\n\(state.progress)")
    }
  }

  /// Holds lines back from now on, for `-q`, whose user wants to see them only if the run ends badly.
  func hold() {
    state.withLock { if $0.held == nil { $0.held = [] } }
  }

  /// Writes the lines that were held back, and holds no more back.
  func release() {
    state.withLock { state in
      let lines = state.held ?? []
      if state.forgotten > 0 { write("(\(state.forgotten.grouped) earlier lines are left out)\n") }
      if !lines.isEmpty { write(lines.map { "\($0)\n" }.joined()) }
      state.held = nil
      state.forgotten = 0
    }
  }

  /// Writes a message of the program's.
  func problem(_ words: String) {
    line(Self.message(words))
  }

  /// A message of the program's on one line, whatever the names in it hold.
  static func message(_ words: String) -> String {
    "logship: \(Shown.line(words))"
  }

  /// Puts this in place of the progress line, or takes it away with an empty text.
  ///
  /// Off a terminal, and while lines are held back, nothing is drawn.
  func showProgress(_ text: String) {
    guard isTerminal else { return }
    state.withLock { state in
      guard state.held == nil, !text.isEmpty || !state.progress.isEmpty else { return }
      // The last column stays free: a full line would wrap, and could not be taken away.
      state.progress = String(text.prefix(max(0, width() - 1)))
      write(Self.clear + state.progress)
    }
  }

  /// To the first column, and clear to the end.
  private static let clear = "\r\u{1B}[K"

  private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
