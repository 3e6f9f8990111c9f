import AzureMonitor
import Delivery
import Records

extension Check {
  /// Proves that the rule takes each stream, and compares what is sent with what the rule declares, where that can be
  /// read.
  func checkRule(
    _ rule: Settings.Rule, _ settings: Settings, _ connections: Connections
  ) throws -> [Problem] {
    let client = connections.rule(rule)
    let ingestion = settings.destination.logsIngestion
    var problems: [Problem] = []
    var taken: [RecordKind] = []
    for kind in RecordKind.allCases {
      let stream = ingestion.tables[kind]
      let problem = client.probe(stream).problem(of: client.name)
      if kind == RecordKind.allCases.first { try tellSignIn(client, ingestion.auth) }
      if let problem {
        problems.append(problem)
        // Of the other streams no more would be known, or the same.
        if problem.kind == .credentials || problem.kind == .unsent { return problems }
      } else {
        taken.append(kind)
        try tell("\(client.name) takes stream \(stream), and lets \(ingestion.auth.form.rawValue) in")
      }
    }
    return problems + (try compareColumns(taken, rule, client.name, settings, connections))
  }

  private func tellSignIn(_ client: LogsIngestionClient, _ auth: SignInSetting) throws {
    guard let giver = client.tokenGiver else { return }
    if let secret = auth.secret, !secret.form.isOfThisMachine { try tellRead([secret]) }
    try tell("\(giver) gave a token for the Logs Ingestion API")
  }

  private func compareColumns(
    _ kinds: [RecordKind], _ rule: Settings.Rule, _ name: String, _ settings: Settings, _ connections: Connections
  ) throws -> [Problem] {
    guard !kinds.isEmpty else { return [] }
    let declared: DeclaredRule
    do throws(RuleUnread) {
      declared = try connections.reader(of: rule).rule(rule.id)
    } catch {
      try tell("What \(name) declares could not be read, and was not compared with what is sent: \(error)")
      return []
    }
    let problems = RuleColumns(rule: declared, name: name, settings: settings).problems(kinds)
    if problems.isEmpty { try tell("\(name) declares every column that is sent, as \(declared.id) has it") }
    if settings.columns.unknown == .keep {
      try tell(
        "columns.unknown is keep: of fields that logship does not know, what \(name) does not declare is dropped")
    }
    return problems
  }
}
