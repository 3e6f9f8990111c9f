import AzureMonitor
import Digest

extension Settings {
  /// What a command asks for beyond settings that have a default, read once.
  struct Needs: Sendable, Equatable {
    /// Present where records are sent by the Data Collector API.
    var workspace: Workspace?
    /// Present where records are sent by the Logs Ingestion API.
    var rule: Rule?
    /// The secret under which access key ids are hashed, where they are.
    var hashKey: Secret?
  }

  /// What a run needs that sends to a data collection rule; it signs in when it sends.
  struct Rule: Sendable, Equatable {
    let endpoint: String
    let id: String
    /// What the sign-in proves itself with, as it was at the start; nil where it has none, or it is read when a token is
    /// asked for.
    var secret: Secret?
  }

  /// What a run needs that sends to a workspace.
  struct Workspace: Sendable, Equatable {
    let id: String
    /// The key as it is now, in Base64.
    let key: Secret
    /// Where it is read again, in case it was changed meanwhile.
    let keySource: SecretSource
  }

  /// How far a command goes to read secrets.
  enum SecretReach: Sendable {
    /// Services are asked and programs are run.
    case everywhere(SecretAccess)
    /// Nobody is asked: a secret that is not on this machine is taken for one that is there.
    case thisMachine
  }

  /// What must be given, told all at once where it is not.
  ///
  /// - Parameters:
  ///   - ofWorkspace: Whether records are sent; if not, no key is asked for.
  ///   - needsState: Whether rejects may have to be written down.
  ///   - secrets: Whom secrets are asked of; what was not asked for is not in the result.
  ///   - known: What was read before, which is not read again: some files give their content once.
  /// - Returns: The values, secrets read.
  /// - Throws: What is missing with the ways to give it, and what is wrong with a secret.
  func needs(
    ofWorkspace: Bool, state needsState: Bool, secrets: SecretReach, known: Needs = Needs()
  ) throws(ConfigurationErrors) -> Needs {
    var problems: [ConfigurationError] = []
    func read(_ secret: SecretSource?, known: Secret?) -> Secret? {
      if let known { return known }
      do {
        return try secret?.read(secrets)
      } catch {
        problems.append(error)
        return nil
      }
    }
    var needs = Needs()
    if case .hashed(let source) = accessKeyIDs { needs.hashKey = read(source, known: known.hashKey) }
    if ofWorkspace, destination.logsIngestion.isNamed {
      let rule = destination.logsIngestion
      if rule.endpoint == nil { problems.append(missing(RuleSettings.endpoint.setting)) }
      if rule.ruleID == nil { problems.append(missing(RuleSettings.ruleID.setting)) }
      // One that is elsewhere is read when a token is asked for.
      let own = rule.auth.secret.flatMap { $0.form.isOfThisMachine ? $0 : nil }
      let secret = read(own, known: known.rule?.secret)
      if let endpoint = rule.endpoint, let id = rule.ruleID {
        needs.rule = Rule(endpoint: endpoint, id: id, secret: secret)
      }
    }
    if ofWorkspace, destination.usesCollector {
      let collector = destination.dataCollector
      let key = read(collector.workspaceKey, known: known.workspace?.key)
      if collector.workspaceID == nil {
        let instead =
          if destination.logsIngestion.isNamed {
            "Or take destination.dataCollector out, to send to the data collection rule alone"
          } else if !collector.isNamed {
            "Or name a data collection rule in its place: destination.logsIngestion.endpoint and ruleId"
          } else {
            String?.none
          }
        problems.append(missing(DestinationSettings.workspaceID.setting, instead: instead))
      }
      if collector.workspaceKey == nil { problems.append(missing(DestinationSettings.workspaceKey.setting)) }
      if let id = collector.workspaceID, let source = collector.workspaceKey, let key {
        needs.workspace = Workspace(id: id, key: key, keySource: source)
      }
    }
    if needsState, state == nil { problems.append(missing(StateSettings.folder.setting)) }
    guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
    return needs
  }

  /// The secrets that only a service or a program can give, by the paths of their settings.
  var distantSecrets: [SecretSource] { secrets.filter { !$0.form.isOfThisMachine } }

  private var secrets: [SecretSource] {
    var secrets = destination.groups.flatMap(\.secrets)
    if case .hashed(let source) = accessKeyIDs { secrets.append(source) }
    return secrets
  }

  /// Warns of each file with a secret that any user can read.
  var openSecrets: [String] {
    let files =
      secrets.compactMap { secret in secret.form.file.map { (secret.path, $0) } }
      + [destination.logsIngestion.auth.certificate].compactMap { path in
        path.map { (RuleSettings.auth.setting.path, $0) }
      }
    return files.filter { WholeFile.isReadableByAll($1) }.map { path, file in
      "warning: \(path): any user of this machine can read \(Shown.name(file)). Run `chmod 600` on it"
    }
  }

  /// Whom AWS vouches to for its role, where it signs in to Azure; nil where it does not.
  var federationAudience: String? {
    let ingestion = destination.logsIngestion
    return ingestion.auth.form == .awsFederation ? ingestion.cloud.federationAudience : nil
  }

  /// The state folder, for commands that only look at it.
  ///
  /// - Returns: Its path; it need not be there.
  /// - Throws: Where nothing tells which it is.
  func stateFolder() throws(ConfigurationErrors) -> String {
    guard let state else { throw ConfigurationErrors(problems: [missing(StateSettings.folder.setting)]) }
    return state
  }

  private func missing(_ setting: Setting, instead: String? = nil) -> ConfigurationError {
    ConfigurationError(
      .missing(
        flag: (setting.flags.first ?? "") + " \(setting.valueName.uppercased())",
        variable: setting.variables.first ?? "", file: fileToMend, isSecret: setting.isSecret, instead: instead),
      at: setting.path, from: nil)
  }
}

extension SecretSource {
  /// Reads the secret where that goes no further than it may.
  fileprivate func read(_ reach: Settings.SecretReach) throws(ConfigurationError) -> Secret? {
    switch reach {
    case .everywhere(let access): try read(access)
    case .thisMachine where form.isOfThisMachine: try read(.none)
    case .thisMachine: nil
    }
  }
}
