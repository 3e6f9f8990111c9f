import Records

extension ConfigurationError: CustomStringConvertible {
  /// What is wrong, where, and what to do, on one line.
  var description: String {
    guard let origin else { return words }
    return "\(origin): \(words)"
  }

  private var words: String {
    switch fault {
    case .syntax(let line, let column, let what): "line \(line), column \(column): \(what)"
    case .fileNotFound(let origin): "there is no such file; \(origin) names it"
    case .fileUnreadable(let reason): "cannot be read: \(reason)"
    case .notAnObject(let value, let members):
      "\(path.isEmpty ? "the file holds" : "\(path) is") \(value); allowed is an object with "
        + members.joined(separator: ", ")
    case .unknownSetting(let nearest):
      "\(path) is not a setting; \(nearest.map { "did you mean \($0)? " } ?? "")`logship check` shows them all"
    case .givenTwice: "\(path) is given twice; take one of them out"
    case .badValue(let value, let allowed): "\(path) is \(value); allowed is \(allowed)"
    case .badSource(let reason): "\(path): \(reason)"
    case .unreadablePath(let file, let reason): "\(path): \(file) cannot be read: \(reason)"
    case .plainHTTP(let url):
      "\(path) is \(url), which would send in clear text; use https://, or set aws.allowPlainHTTP"
    case .roleMissing:
      "\(path) is set, but there is no role to assume. Set \(AWSSettings.roleARN.setting.path), or take it out"
    case .missing(let flag, let variable, let file, let isSecret, let instead):
      "\(path) is not set. Give it by \(flag), by the variable \(variable), or "
        + (isSecret ? "as {\"file\": PATH} or {\"env\": NAME} in \(file)" : "in \(file)")
        + (instead.map { ". \($0)" } ?? "")

    case .secretForm: "\(path) is in no form that is allowed: \(SecretForms.usage)"
    case .literalSecretReadable:
      "\(path) stands in a file that other users can read. Run `chmod 600 \(origin.map { "\($0)" } ?? "")`, "
        + "or give it as {\"file\": PATH} or {\"env\": NAME}"
    case .secretUnread(let place, let failure): "\(path) comes from \(place)\(failure.words)"
    case .secretEmpty(let place): "\(path): \(place) is empty"
    case .secretNotBase64(let place):
      "\(path): \(place) is not Base64; copy the whole key from the workspace's page"
    case .hashKeyMissing:
      "\(path) is hashed, which needs a secret. Give it by --access-key-ids-hashed-file, by the variable "
        + "LOGSHIP_ACCESS_KEY_IDS_HASHED, or as {\"hashed\": {\"file\": PATH}} in the configuration file"

    case .unknownColumn(let column, let nearest):
      "\(path) names \(column), which is no column" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .badColumnName(let column, let reason): "\(path) makes a column \(reason.words(column))"
    case .repeatedColumn(let column, let other):
      column == other
        ? "\(path) makes a second column \(column)"
        : "\(path) makes a column \(column) beside \(other); names that differ in case alone are one to the service"
    case .noColumns: "\(path) leaves no column to send"
    }
  }
}

extension ColumnNameFault {
  /// The name, and what is wrong with it.
  fileprivate func words(_ column: String) -> String {
    switch self {
    case .service(.characters):
      "\(JSONValue.quoted(column)); allowed is a letter, then letters, digits and underscores"
    case .service(.length):
      "\(column) of \(column.utf8.count) characters; allowed are \(ColumnNames.maxLength)"
    case .service(.reserved): "\(column), a name that the service keeps for itself"
    case .onlyAdded: "\(column), a name that only columns.add may use"
    case .reservedByRules:
      "\(column), a name that Azure reserves in tables of the Logs Ingestion API; take another"
    }
  }
}
