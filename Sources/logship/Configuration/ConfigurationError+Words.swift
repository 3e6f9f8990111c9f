import Records

extension ConfigurationError: CustomStringConvertible {
  /// What is wrong, where, and what to do, on one line.
  var description: String {
    guard let place else { return words }
    return "\(place): \(words)"
  }

  /// True of a value that stands on the command line and is not allowed.
  ///
  /// Values that are allowed and do not fit what surrounds them are the configuration's fault.
  var isOfCommandLine: Bool {
    switch self {
    case .badValue(.flag, _, _, _), .badSource(.flag, _, _): true
    default: false
    }
  }

  private var place: String? {
    switch self {
    case .syntax(let file, _, _, _), .fileNotFound(let file, _), .fileUnreadable(let file, _): file
    default: origin?.description
    }
  }

  private var origin: Origin? {
    switch self {
    case .syntax, .fileNotFound, .fileUnreadable, .missing: nil
    case .notAnObject(let origin, _, _, _), .unknownSetting(let origin, _, _), .givenTwice(let origin, _),
      .badValue(let origin, _, _, _), .badSource(let origin, _, _), .unreadablePath(let origin, _, _, _), .plainHTTP(let origin, _, _),
      .roleMissing(let origin, _),
      .secretForm(let origin, _), .literalSecretReadable(let origin, _), .secretUnread(let origin, _, _, _),
      .secretEmpty(let origin, _, _), .secretNotBase64(let origin, _, _),
      .hashKeyMissing(let origin), .unknownColumn(let origin, _, _, _), .badColumnName(let origin, _, _, _),
      .repeatedColumn(let origin, _, _, _), .noColumns(let origin):
      origin
    }
  }

  private var words: String {
    switch self {
    case .syntax(_, let line, let column, let what): "line \(line), column \(column): \(what)"
    case .fileNotFound(_, let origin): "there is no such file; \(origin) names it"
    case .fileUnreadable(_, let reason): "cannot be read: \(reason)"
    case .notAnObject(_, let path, let value, let members):
      path.isEmpty
        ? "the file holds \(value); allowed is an object with \(members.joined(separator: ", "))"
        : "\(path) is \(value); allowed is an object with \(members.joined(separator: ", "))"
    case .unknownSetting(_, let path, let nearest):
      "\(path) is not a setting; \(nearest.map { "did you mean \($0)? " } ?? "")`logship check` shows them all"
    case .givenTwice(_, let path): "\(path) is given twice; take one of them out"
    case .badValue(_, let path, let value, let allowed): "\(path) is \(value); allowed is \(allowed)"
    case .badSource(_, let path, let reason): "\(path): \(reason)"
    case .unreadablePath(_, let path, let file, let reason): "\(path): \(file) cannot be read: \(reason)"
    case .plainHTTP(_, let path, let url):
      "\(path) is \(url), which would send in clear text; use https://, or set aws.allowPlainHTTP"
    case .roleMissing(_, let path):
      "\(path) is set, but there is no role to assume. Set \(AWSSettings.roleARN.setting.path), or take it out"
    case .secretForm, .literalSecretReadable, .secretUnread, .secretEmpty, .secretNotBase64,
      .hashKeyMissing:
      wordsOnSecrets
    case .missing(let path, let flag, let variable, let file, let isSecret):
      "\(path) is not set. Give it by \(flag), by the variable \(variable), or "
        + (isSecret ? "as {\"file\": PATH} or {\"env\": NAME} in \(file)" : "in \(file)")
    case .unknownColumn, .badColumnName, .repeatedColumn, .noColumns: wordsOnColumns
    }
  }

  private var wordsOnSecrets: String {
    switch self {
    case .secretForm(_, let path): "\(path) is in no form that is allowed: \(SecretForms.usage)"
    case .literalSecretReadable(let origin, let path):
      "\(path) stands in a file that other users can read. Run `chmod 600 \(origin)`, "
        + "or give it as {\"file\": PATH} or {\"env\": NAME}"
    case .secretUnread(_, let path, let place, let failure): "\(path) comes from \(place)\(failure.words)"
    case .secretEmpty(_, let path, let place): "\(path): \(place) is empty"
    case .secretNotBase64(_, let path, let place):
      "\(path): \(place) is not Base64; copy the whole key from the workspace's page"
    case .hashKeyMissing:
      "accessKeyIds is hashed, which needs a secret. Give it by --access-key-ids-hashed-file, by the variable "
        + "LOGSHIP_ACCESS_KEY_IDS_HASHED, or as {\"hashed\": {\"file\": PATH}} in the configuration file"
    default: ""
    }
  }

  private var wordsOnColumns: String {
    switch self {
    case .unknownColumn(_, let path, let column, let nearest):
      "\(path) names \(column), which is no column" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .badColumnName(_, let path, let column, .service(.characters)):
      "\(path) makes a column \(JSONValue.quoted(column)); allowed is a letter, then letters, digits and underscores"
    case .badColumnName(_, let path, let column, .service(.length)):
      "\(path) makes a column \(column) of \(column.utf8.count) characters; allowed are \(ColumnNames.maxLength)"
    case .badColumnName(_, let path, let column, .service(.reserved)):
      "\(path) makes a column \(column), a name that the service keeps for itself"
    case .badColumnName(_, let path, let column, .onlyAdded):
      "\(path) makes a column \(column), a name that only columns.add may use"
    case .badColumnName(_, let path, let column, .reservedByRules):
      "\(path) makes a column \(column), a name that Azure reserves in tables of the Logs Ingestion API; take another"
    case .repeatedColumn(_, let path, let column, let other):
      column == other
        ? "\(path) makes a second column \(column)"
        : "\(path) makes a column \(column) beside \(other); names that differ in case alone are one to the service"
    case .noColumns: "columns.drop leaves no column to send"
    default: ""
    }
  }
}
