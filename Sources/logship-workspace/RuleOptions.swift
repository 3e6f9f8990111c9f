import ArgumentParser
import Foundation
import LocalWorkspace

/// How the Logs Ingestion API is taken, if it is.
struct RuleOptions: ParsableArguments {
  static let secretVariable = "LOGSHIP_WORKSPACE_CLIENT_SECRET"

  @Option(
    help: ArgumentHelp(
      """
      The data collection rule, as JSON: its properties, or the whole ARM resource. Without an immutableId it gets \
      \(DataCollectionRule.defaultID).
      """, valueName: "file"))
  var rule: String?

  @Option(help: ArgumentHelp("The tenant that gives out tokens.", valueName: "id"))
  var tenant = LogsIngestionOptions.defaultTenant

  @Option(help: ArgumentHelp("The client that may fetch them.", valueName: "id"))
  var clientID = LogsIngestionOptions.defaultClient

  @Option(help: ArgumentHelp("The file with the client's secret.", valueName: "file"))
  var clientSecretFile: String?

  @Flag(help: "Take client assertions: all is checked but their signature, which is NOT verified.")
  var acceptAssertions = false

  @Option(help: ArgumentHelp("The scope that tokens are asked for.", valueName: "scope"))
  var tokenScope = DocumentedLimits.LogsIngestion.scope

  @Option(help: ArgumentHelp("For how many seconds a token is valid.", valueName: "seconds"))
  var tokenLifetime = LogsIngestionOptions.defaultTokenLifetime

  @Option(
    help: ArgumentHelp("How many requests the rule takes in a minute, until it answers 429.", valueName: "number"))
  var ruleRequestsPerMinute = DocumentedLimits.LogsIngestion.requestsPerMinute

  @Option(help: ArgumentHelp("How many bytes, unpacked, the rule takes in a minute.", valueName: "bytes"))
  var ruleBytesPerMinute = DocumentedLimits.LogsIngestion.bytesPerMinute

  @Option(
    help: ArgumentHelp(
      "What the times of one request may span, such as 30m for an auxiliary table; anything by default.",
      valueName: "time"))
  var tableTimeSpan: WholeDuration?

  func validate() throws {
    guard rule != nil else {
      if let option = givenWithoutRule { throw ValidationError("\(option) is of no use without --rule") }
      return
    }
    for (name, value) in [("--tenant", tenant), ("--client-id", clientID)]
    where value.wholeMatch(of: /[A-Za-z0-9.-]{1,100}/) == nil {
      throw ValidationError("\(name) \(value) is not of letters, digits, dots and hyphens")
    }
    guard tokenScope.hasSuffix("/.default") else {
      throw ValidationError("--token-scope \(tokenScope) does not end in /.default")
    }
    let numbers = [
      ("--token-lifetime", tokenLifetime), ("--rule-requests-per-minute", ruleRequestsPerMinute),
      ("--rule-bytes-per-minute", ruleBytesPerMinute),
    ]
    for (name, number) in numbers where !(1...1_000_000_000_000).contains(number) {
      throw ValidationError("\(name) \(number) is not 1 or more")
    }
  }

  /// The options for a workspace, or nil without a rule.
  ///
  /// - Throws: `ValidationError` for what is missing or cannot be read, `ExitCode` for a rule that is refused.
  func read() throws -> LogsIngestionOptions? {
    guard let rule else { return nil }
    guard let json = FileManager.default.contents(atPath: rule) else {
      throw ValidationError("cannot read --rule \(rule)")
    }
    var options: LogsIngestionOptions
    do throws(RuleError) {
      options = LogsIngestionOptions(rule: try DataCollectionRule(json: json))
    } catch {
      Output.error("--rule \(rule): \(error)")
      throw ExitCode(EX_CONFIG)
    }
    options.secret = try secret()
    guard options.secret != nil || acceptAssertions else {
      throw ValidationError(
        "no client secret: give --client-secret-file, set \(Self.secretVariable), or take assertions by "
          + "--accept-assertions; `openssl rand -hex 32` makes a secret")
    }
    options.tenant = tenant
    options.client = clientID
    options.scope = tokenScope
    options.takesAssertions = acceptAssertions
    options.tokenLifetime = tokenLifetime
    options.requestsPerMinute = ruleRequestsPerMinute
    options.bytesPerMinute = ruleBytesPerMinute
    options.tableTimeSpan = tableTimeSpan?.seconds
    return options
  }

  private func secret() throws -> ClientSecret? {
    let read = try SecretText.read(
      file: clientSecretFile, option: "--client-secret-file", variable: Self.secretVariable)
    guard let read else { return nil }
    guard let secret = ClientSecret(read.text) else { throw ValidationError("\(read.source) is empty") }
    return secret
  }

  /// An option that was given although it says something about a rule that was not.
  private var givenWithoutRule: String? {
    let limits = DocumentedLimits.LogsIngestion.self
    let options = [
      ("--tenant", tenant != LogsIngestionOptions.defaultTenant),
      ("--client-id", clientID != LogsIngestionOptions.defaultClient),
      ("--client-secret-file", clientSecretFile != nil), ("--accept-assertions", acceptAssertions),
      ("--token-scope", tokenScope != limits.scope),
      ("--token-lifetime", tokenLifetime != LogsIngestionOptions.defaultTokenLifetime),
      ("--rule-requests-per-minute", ruleRequestsPerMinute != limits.requestsPerMinute),
      ("--rule-bytes-per-minute", ruleBytesPerMinute != limits.bytesPerMinute),
      ("--table-time-span", tableTimeSpan != nil),
    ]
    return options.first { $0.1 }?.0
  }
}
