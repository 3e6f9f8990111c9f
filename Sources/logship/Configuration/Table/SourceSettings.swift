/// What is read, and as what.
enum SourceSettings {
  static let paths = Key.list(
    "source.paths", of: "source", each: .source,
    "Files, folders, s3://bucket/prefix or - to read where the command line names none")
  static let lookback = Key.duration(
    "source.lookback", .zero ... .seconds(10_000 * 86_400), default: .seconds(2 * 86_400),
    "Of a source with {yyyy}, {MM} and {dd}: list days again from this long before the last complete listing")
  static let include = Key.list(
    "source.include", of: "glob", "Read only objects and files of a folder whose name matches one of these")
  static let exclude = Key.list(
    "source.exclude", of: "glob", "Leave out objects and files of a folder whose name matches one of these")
  static let format = Key<Settings.InputFormat>.choice(
    "format", default: .auto, "Form of the input; auto tells it by content, ndjson is the same as json")

  static let all = [paths.setting, lookback.setting, include.setting, exclude.setting, format.setting]
}
