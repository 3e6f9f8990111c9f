import Records

/// A configuration for the Logs Ingestion API, made from one for the Data Collector API.
struct IngestionConfiguration {
  /// What somebody has to fill in.
  static let endpoint = "https://<logs ingestion endpoint of the data collection rule>"
  static let ruleID = "<immutable id of the data collection rule>"
  static let placeholders = [endpoint, ruleID]
  private static let secretFile = "<a file that holds it>"

  /// JSON over several lines.
  let text: String

  /// Changes a configuration.
  ///
  /// - Parameters:
  ///   - present: The file as it is; an empty object where there is none.
  ///   - settings: What it came to, with flags and variables.
  init(_ present: JSONValue, _ settings: Settings) {
    let members = Self.withoutSecrets(present, at: "").members
    let auth = present["destination"]?["logsIngestion"]?["auth"]
    let destination = JSONValue.object([.init(name: "logsIngestion", value: Self.rule(settings, auth))])
    var changed: [JSONValue.Member] = []
    for member in members where member.name != "destination" {
      // It is the Data Collector's alone.
      if member.name == "batch" {
        let others = member.value.members.filter { $0.name != "maxBytes" }
        if !others.isEmpty { changed.append(.init(name: "batch", value: .object(others))) }
      } else {
        changed.append(member)
      }
    }
    text = JSONValue.object([.init(name: "destination", value: destination)] + changed).pretty() + "\n"
  }

  private static func rule(_ settings: Settings, _ auth: JSONValue?) -> JSONValue {
    let ingestion = settings.destination.logsIngestion
    // A rule that is named already is in the cloud that it says.
    let cloud = ingestion.isNamed ? ingestion.cloud : settings.destination.dataCollector.cloud
    let streams = JSONValue.object(
      RecordKind.allCases.map { .init(name: $0.rawValue, value: .text(ingestion.tables[$0])) })
    var others: [JSONValue.Member] = []
    if !ingestion.gzip { others.append(.init(name: "gzip", value: .toggle(false))) }
    if ingestion.packing != RuleSettings.packing.fallback {
      others.append(.init(name: "packing", value: .text(ingestion.packing.rawValue)))
    }
    if let span = ingestion.maxTimeSpan {
      others.append(.init(name: "maxTimeSpan", value: .text(DurationText.text(span))))
    }
    return .object(
      [
        .init(name: "endpoint", value: .text(ingestion.endpoint ?? endpoint)),
        .init(name: "ruleId", value: .text(ingestion.ruleID ?? ruleID)),
        .init(name: "streams", value: streams), .init(name: "cloud", value: .text(cloud.rawValue)),
        .init(name: "auth", value: auth.map(withoutSecrets(ofSignIn:)) ?? .text(ingestion.auth.form.rawValue)),
      ] + others)
  }

  /// The same with a placeholder for each secret that stands in it.
  private static func withoutSecrets(_ value: JSONValue, at path: String) -> JSONValue {
    let isSecret = SettingTable.setting(at: path)?.isSecret ?? false
    switch value {
    case .text where isSecret: return .object([.init(name: "file", value: .text(secretFile))])
    case .object(let members) where !isSecret:
      return .object(
        members.map { member in
          let inner = path.isEmpty ? member.name : "\(path).\(member.name)"
          return .init(name: member.name, value: withoutSecrets(member.value, at: inner))
        })
    default: return value
    }
  }

  private static func withoutSecrets(ofSignIn value: JSONValue) -> JSONValue {
    guard case .object(let forms) = value else { return value }
    return .object(
      forms.map { form in
        let members = form.value.members.map { member in
          if case .text = member.value, ["secret", "password"].contains(member.name) {
            return JSONValue.Member(
              name: member.name, value: .object([.init(name: "file", value: .text(secretFile))]))
          }
          return member
        }
        return .init(name: form.name, value: .object(members))
      })
  }
}
