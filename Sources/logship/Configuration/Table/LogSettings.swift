import Logging

/// What is told on standard error.
enum LogSettings {
  static let level = Key<Logger.Level>.choice("log.level", default: .info, "Least level of the log lines written")
  static let format = Key<Settings.LogFormat>.choice("log.format", default: .text, "Form of the log lines")

  static let all = [level.setting, format.setting]
}
