/// What is read, and as what.
enum SourceSettings {
  static let paths = Key.list(
    "source.paths", of: "source", each: .source,
    "Files, folders, s3://bucket/prefix or - to read where the command line names none")
  static let include = Key.list(
    "source.include", of: "glob", "Read only objects and files of a folder whose name matches one of these")
  static let exclude = Key.list(
    "source.exclude", of: "glob", "Leave out objects and files of a folder whose name matches one of these")
  static let format = Key<Settings.InputFormat>.choice(
    "format", default: .auto, "Form of the input; auto tells it by content, ndjson is the same as json")

  static let all = [paths.setting, include.setting, exclude.setting, format.setting]
}
