import Glibc
import Logging
import Records

/// Writes swift-log's events to a console, one line each, as text or as JSON.
struct ConsoleLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  private let console: Console
  private let format: Settings.LogFormat
  private let secondsSince1970: @Sendable () -> Int

  /// A handler of the settings `log.level` and `log.format`.
  init(
    _ settings: Settings.Log, on console: Console,
    secondsSince1970: @escaping @Sendable () -> Int = { time(nil) }
  ) {
    logLevel = settings.level
    format = settings.format
    self.console = console
    self.secondsSince1970 = secondsSince1970
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var all = metadata
    all.merge(metadataProvider?.get() ?? [:]) { $1 }
    all.merge(event.metadata ?? [:]) { $1 }
    if let error = event.error { all["error"] = "\(error)" }
    let pairs = all.sorted { $0.key < $1.key }.map { NamedText(name: $0.key, text: "\($0.value)") }
    let time = "\(Timestamp(epochSeconds: Int64(secondsSince1970())))"
    switch format {
    case .text: console.line(Self.line(time, event, pairs))
    case .json: console.line(Self.object(time, event, pairs).compact)
    }
  }

  /// `2026-11-25T03:00:02Z warning: message key=value`; names of objects can hold anything, so a control character is
  /// escaped and cannot make a line of its own.
  private static func line(_ time: String, _ event: LogEvent, _ pairs: [NamedText]) -> String {
    "\(time) \(event.level): \(Shown.line("\(event.message)"))" + pairs.map { " \($0.name)=\(value($0.text))" }.joined()
  }

  private static func value(_ text: String) -> String {
    let needsQuotes = text.isEmpty || text.steersTerminal || text.contains { $0 == " " || $0 == "\"" || $0 == "=" }
    return needsQuotes ? JSONValue.quoted(text) : text
  }

  private static func object(_ time: String, _ event: LogEvent, _ pairs: [NamedText]) -> JSONValue {
    let own: [JSONValue.Member] = [
      .init(name: "time", value: .text(time)), .init(name: "level", value: .text("\(event.level)")),
      .init(name: "message", value: .text("\(event.message)")),
    ]
    let names = Set(own.map(\.name))
    return .object(
      own + pairs.map { .init(name: names.contains($0.name) ? "\($0.name)_" : $0.name, value: .text($0.text)) })
  }
}

extension Console {
  /// The logger of a run on this console.
  func logger(_ settings: Settings.Log) -> Logger {
    Logger(label: "logship") { _ in ConsoleLogHandler(settings, on: self) }
  }
}

extension Settings {
  /// Tells what is odd about them.
  ///
  /// - Parameter console: Where it is told.
  /// - Returns: The logger that told it, as `log` wants it.
  @discardableResult
  func tellWarnings(on console: Console = .standardError) -> Logger {
    let logger = console.logger(log)
    for warning in warnings { logger.warning("\(warning)") }
    return logger
  }
}
