import Records

/// What becomes of a record's fields.
enum ColumnSettings {
  static let accessKeyIDs = Key<Settings.AccessKeyIDMode>.choice(
    "accessKeyIds", default: .masked, "How access key ids are sent; hashed needs a secret")
  static let hashKey = Key<SecretSource?>.secret(
    "accessKeyIds.hashed", .text, "Secret under which access key ids are hashed; choosing it chooses hashed")
  static let rename = Key.pairs("columns.rename", of: "column=name", "Send a column under another name")
  static let drop = Key.list("columns.drop", of: "column", "Leave a column out")
  static let add = Key.pairs("columns.add", of: "name=text", "Add a column with the same text in every record")
  static let unknown = Key<Settings.UnknownFields>.choice(
    "columns.unknown", default: .drop, "What becomes of input fields that logship does not know")
  static let keep = Key.list(
    "columns.keep", of: "field", "Keep a field of events, such as requestParameters, as a column of JSON text")
  static let preset = Key<ColumnPlan.Preset>.choice(
    "columns.preset", default: .standard,
    "Names and date forms of the columns; original keeps those of the input, AWSCloudTrail adds to events what the rules of "
      + "that table look at, whole key ids unless accessKeyIds is set")

  static let all = [
    accessKeyIDs.setting, hashKey.setting, rename.setting, drop.setting, add.setting, unknown.setting, keep.setting,
    preset.setting,
  ]
}
