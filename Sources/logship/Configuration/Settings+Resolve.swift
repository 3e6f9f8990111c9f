import AWS
import AzureMonitor
import Delivery
import Records

extension Settings {
  /// Decides the configuration of a run.
  ///
  /// Flags are stronger than variables, those than the file, and that than the defaults. What a command needs beyond
  /// that is asked by the command, with `needs(ofWorkspace:)`.
  ///
  /// - Parameters:
  ///   - typed: What was given.
  ///   - surroundings: The environment and the user.
  ///   - columns: The columns that records have before `columns.*` changes them.
  /// - Returns: Every value, judged and with its origin.
  /// - Throws: Everything that is wrong, at once.
  static func resolve(
    _ typed: Typed, in surroundings: Surroundings, columns: KnownColumns = .all
  ) throws(ConfigurationErrors) -> Settings {
    let resolution = Resolution(typed, in: surroundings)
    let state = resolution[StateSettings.folder].map { ($0, resolution.origin("state")) }
    let stateFolder = state ?? defaultState(in: surroundings)
    var settings = Settings(resolution, state: stateFolder?.0)
    let problems = resolution.problems + settings.contradictions(resolution, known: columns)
    guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
    settings.file = typed.filePath
    settings.fileToMend =
      typed.filePath ?? ConfigurationFile.usualPlaces(in: surroundings).first ?? settings.fileToMend
    settings.warnings =
      typed.layers.flatMap(\.warnings) + settings.keepWarnings(resolution) + settings.keyWarnings(resolution)
      + settings.tableWarnings(resolution)
    settings.rows = rows(resolution, state: stateFolder)
    return settings
  }

  private init(_ values: Resolution, state: String?) {
    source = Source(
      paths: values[SourceSettings.paths], lookback: values[SourceSettings.lookback],
      include: values[SourceSettings.include], exclude: values[SourceSettings.exclude])
    format = values[SourceSettings.format]
    keys = values[EventSettings.keys]
    rollup = Rollup(every: values[EventSettings.every], maxGroups: values[EventSettings.maxGroups])
    accessKeyIDs =
      switch values[ColumnSettings.accessKeyIDs] {
      case .masked: .masked
      case .full: .full
      // Without its secret, `contradictions` ends the run before this value is seen.
      case .hashed: values[ColumnSettings.hashKey].map(AccessKeyIDs.hashed) ?? .masked
      }
    showsKeysOfEvents =
      values[ColumnSettings.preset] == .awsCloudTrail && values.values[ColumnSettings.accessKeyIDs.setting.path] == nil
    columns = Columns(
      rename: values[ColumnSettings.rename], drop: values[ColumnSettings.drop], add: values[ColumnSettings.add],
      unknown: values[ColumnSettings.unknown], keep: values[ColumnSettings.keep], preset: values[ColumnSettings.preset])
    destination = Destination(
      dataCollector: DataCollector(
        workspaceID: values[DestinationSettings.workspaceID], workspaceKey: values[DestinationSettings.workspaceKey],
        tables: RecordTables(
          report: values[DestinationSettings.logType], event: values[DestinationSettings.eventLogType],
          usage: values[DestinationSettings.usageLogType]),
        cloud: values[DestinationSettings.cloud], endpoint: values[DestinationSettings.endpoint],
        resourceID: values[DestinationSettings.resourceID]),
      logsIngestion: LogsIngestion(
        endpoint: values[RuleSettings.endpoint], ruleID: values[RuleSettings.ruleID],
        tables: RecordTables(
          report: values[RuleSettings.report], event: values[RuleSettings.event], usage: values[RuleSettings.usage]),
        cloud: values[RuleSettings.cloud], auth: values[RuleSettings.auth], gzip: values[RuleSettings.gzip],
        packing: values[RuleSettings.packing], maxTimeSpan: values[RuleSettings.maxTimeSpan]))
    aws = AWS(
      region: values[AWSSettings.region], profile: values[AWSSettings.profile], endpoint: values[AWSSettings.endpoint],
      allowPlainHTTP: values[AWSSettings.allowPlainHTTP],
      assumeRole: AssumeRole(
        roleARN: values[AWSSettings.roleARN], externalID: values[AWSSettings.externalID],
        sessionName: values[AWSSettings.sessionName], durationSeconds: values[AWSSettings.durationSeconds]))
    s3 = S3(
      concurrency: values[AWSSettings.concurrency], paysForRequests: values[AWSSettings.requestPayer] != nil,
      expectedBucketOwner: values[AWSSettings.expectedBucketOwner], failOnArchived: values[AWSSettings.failOnArchived])
    batch = Batch(
      maxBytes: values[DeliverySettings.maxBytes], maxInFlight: values[DeliverySettings.maxInFlight],
      maxAge: values[DeliverySettings.maxAge])
    retry = Retry(budget: values[DeliverySettings.budget], maxBackoff: values[DeliverySettings.maxBackoff])
    timeouts = Timeouts(connect: values[DeliverySettings.connect], stall: values[DeliverySettings.stall])
    shutdown = Shutdown(grace: values[DeliverySettings.grace])
    tls = TLS(caFile: values[DeliverySettings.caFile])
    self.state = state
    ledger = Ledger(keep: values[StateSettings.keepLedger])
    spool = Spool(maxBytes: values[StateSettings.maxSpoolBytes])
    rejects = Rejects(maxBytes: values[StateSettings.maxRejectBytes], keep: values[StateSettings.keepRejects])
    log = Log(level: values[LogSettings.level], format: values[LogSettings.format])
    file = nil
    fileToMend = "config.json"
    rows = []
    warnings = []
  }

  /// What of `columns.keep` may do nothing; AWS has new fields from time to time, so that no name is wrong.
  private func keepWarnings(_ values: Resolution) -> [String] {
    let origin = values.origin(ColumnSettings.keep.setting.path)
    if rollup.every != nil, !columns.keep.isEmpty {
      return ["\(origin): columns.keep does nothing with rollup, whose records have no fields of single events"]
    }
    return columns.keep.filter { !AccessKeyEventSchema.members.contains($0) }.map { name in
      let meant = NearestName.of(name, among: AccessKeyEventSchema.members).map { "; did you mean \($0)?" } ?? ""
      return "\(origin): columns.keep names \(Shown.name(name)), which is no field that AWS describes of events\(meant)"
    }
  }

  /// Names of tables that have what the service adds, as every query has it.
  private func tableWarnings(_ values: Resolution) -> [String] {
    let keys = [DestinationSettings.logType, DestinationSettings.eventLogType, DestinationSettings.usageLogType]
    return keys.compactMap { key in
      let (path, name) = (key.setting.path, values[key])
      guard name.hasSuffix(DefaultTables.tableSuffix) else { return nil }
      let bare = name.dropLast(DefaultTables.tableSuffix.count)
      return "\(values.origin(path)): \(path) is \(name), to which the service adds _CL: the table is \(name)_CL; "
        + "say \(bare) for \(name)"
    }
  }

  /// What a preset does to key ids that nobody asked for, or what was asked for does to the preset.
  private func keyWarnings(_ values: Resolution) -> [String] {
    guard columns.preset == .awsCloudTrail, rollup.every == nil else { return [] }
    if showsKeysOfEvents {
      let origin = values.origin(ColumnSettings.preset.setting.path)
      return [
        "\(origin): columns.preset AWSCloudTrail sends the key ids of events whole, since rules look at them; "
          + "set accessKeyIds to full, or to masked to send them masked"
      ]
    }
    let form: AccessKeyIDMode
    switch accessKeyIDs {
    case .full: return []
    case .masked: form = .masked
    case .hashed: form = .hashed
    }
    let origin = values.origin(ColumnSettings.accessKeyIDs.setting.path)
    return [
      "\(origin): accessKeyIds is \(form.rawValue), so rules of AWSCloudTrail that look at a key's id do not find it; "
        + "leave the setting out for whole ids of events"
    ]
  }

  /// Values that are each allowed and do not go together, or not with this machine.
  private func contradictions(_ values: Resolution, known: KnownColumns) -> [ConfigurationError] {
    var problems: [ConfigurationError] = []
    if values[ColumnSettings.accessKeyIDs] == .hashed, values[ColumnSettings.hashKey] == nil,
      !values.problems.contains(where: { $0.isAbout(ColumnSettings.hashKey.setting.path) })
    {
      problems.append(values.problem(.hashKeyMissing, ColumnSettings.accessKeyIDs.setting.path))
    }
    problems += ColumnRules(
      known: known, columns: columns, isForRule: destination.logsIngestion.isNamed, origin: values.origin
    ).problems()
    if let text = aws.endpoint, let url = EndpointURL(text), !url.isSecure, !url.isLoopback, !aws.allowPlainHTTP {
      let path = AWSSettings.endpoint.setting.path
      problems.append(values.problem(.plainHTTP(url: EndpointURL.masked(text)), path))
    }
    let role = AWSSettings.roleARN.setting.path
    if values.values[role] == nil, !values.problems.contains(where: { $0.isAbout(role) }) {
      // A file with every default, such as the example, asks for no role.
      let isOwnDuration = aws.assumeRole.durationSeconds != AWSSettings.durationSeconds.fallback
      let options = [
        (AWSSettings.externalID.setting, aws.assumeRole.externalID != nil),
        (AWSSettings.sessionName.setting, aws.assumeRole.sessionName != nil),
        (AWSSettings.durationSeconds.setting, isOwnDuration),
      ]
      problems += options.filter(\.1).map { values.problem(.roleMissing, $0.0.path) }
    }
    problems += badSources(values)
    problems += otherCloud(values)
    if let file = tls.caFile {
      do {
        _ = try WholeFile.read(file, atMost: 16 << 20)
      } catch {
        let path = DeliverySettings.caFile.setting.path
        problems.append(values.problem(.unreadablePath(file: file, reason: error.reason), path))
      }
    }
    return problems
  }

  private func badSources(_ values: Resolution) -> [ConfigurationError] {
    let path = SourceSettings.paths.setting.path
    return source.paths.compactMap { text -> ConfigurationError? in
      do throws(AWSError) {
        _ = try SourceLocation(text)
        return nil
      } catch {
        return values.problem(.badSource(reason: "\(error)"), path)
      }
    }
  }

  /// An endpoint of a rule in another cloud than the one that is signed in to.
  private func otherCloud(_ values: Resolution) -> [ConfigurationError] {
    let ingestion = destination.logsIngestion
    guard let text = ingestion.endpoint, let host = EndpointURL(text)?.host.lowercased() else { return [] }
    let others = Cloud.allCases.filter { $0 != ingestion.cloud }
    guard let other = others.first(where: { host.hasSuffix(".\($0.ingestionSuffix)") }) else { return [] }
    let path = RuleSettings.cloud.setting.path
    return [
      values.problem(
        .badValue(
          "\"\(ingestion.cloud.rawValue)\"",
          allowed: "\(other.rawValue), the cloud of \(RuleSettings.endpoint.setting.path)"), path)
    ]
  }

  private static func defaultState(in surroundings: Surroundings) -> (String, Origin)? {
    // systemd sets it, with a colon between several folders.
    if let folder = surroundings[variable: "STATE_DIRECTORY"]?.split(separator: ":").first {
      return (String(folder), .variable("STATE_DIRECTORY"))
    }
    if surroundings.isRoot { return ("/var/lib/logship", .standard) }
    return surroundings.base("XDG_STATE_HOME", orHome: ".local/state").map { base in
      ("\(base.path)/logship", base.isVariable ? .variable("XDG_STATE_HOME") : .standard)
    }
  }

  private static func rows(_ values: Resolution, state: (String, Origin)?) -> [Row] {
    SettingTable.all.map { setting in
      if setting.path == StateSettings.folder.setting.path, let state {
        return Row(path: setting.path, value: state.0, origin: state.1)
      }
      guard let (value, origin) = values.values[setting.path] else {
        let standard = setting.fallback == .null ? "not set" : Shown.effective(setting.fallback)
        return Row(path: setting.path, value: standard, origin: .standard)
      }
      if case .secret(let secret) = value {
        return Row(
          path: setting.path, value: secret.form.isAbsent ? "not set" : "***", origin: origin, detail: secret.detail)
      }
      return Row(path: setting.path, value: Shown.effective(value), origin: origin)
    }
  }
}
