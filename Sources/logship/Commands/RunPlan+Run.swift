import AWS
import Delivery
import Digest
import Glibc
import Logging
import Records
import State
import Transport

extension RunPlan {
  /// Carries out a plan.
  ///
  /// - Parameters:
  ///   - signals: Who ends the run before its time.
  ///   - logger: Where the run tells what it does.
  ///   - console: Where the problems and the progress are shown.
  /// - Throws: `CommandFailure` with the most urgent of all that went wrong; everything was told before.
  func carryOut(signals: SignalWatch, logger: Logger, console: Console) throws(CommandFailure) {
    defer { connections.stop() }
    if let rule = needs.rule { try connections.requireSignIn(to: rule) }
    let started = Timestamp(epochSeconds: Int64(time(nil)))
    var options = try options(started: started)
    let history: RunHistory?
    do throws(CommandFailure) {
      history = try RunHistory.open(self, run: options.run, isCancelled: { signals.isAskedToEnd })
    } catch {
      try signals.throwIfAskedToEnd()
      throw error
    }
    if case .destinations(var routes) = options.target {
      for index in routes.indices { routes[index].bookkeeping = history?.books[routes[index].key] }
      options.target = .destinations(routes)
    }
    let report = RunReport()
    let shipment = Shipment(
      options, s3: { () throws(AWSError) in try connections.s3() }, interrupt: { connections.stop() }, report: report,
      log: logger)
    let target = target
    let endRun = { @Sendable (name: String) in
      if shipment.end("ended by \(name) before the end of its sources") { return true }
      // A transfer hangs, and with it who would write the run down and tell of it.
      let told = Summary(report, .unsent, target: target)
      if let failure = history?.leave(told.json.compact, told.code) { console.problem(failure.words) }
      do throws(CommandFailure) {
        try told.write(summary)
      } catch {
        if let message = error.message { console.problem(message) }
      }
      for problem in report.problems { console.problem(problem.words) }
      console.release()
      return false
    }
    do throws(CommandFailure) {
      try signals.handOver(to: endRun)
    } catch {
      _ = history?.leave(Summary(report, .unsent, target: target).json.compact, .unsent)
      throw error
    }
    let progress = showsProgress ? ProgressThread(report, on: console) : nil
    let problems = shipment.run()
    progress?.stop()
    try tell(problems, report, history, logger: logger, console: console)
  }

  private func tell(
    _ ran: [Problem], _ report: RunReport, _ history: RunHistory?, logger: Logger, console: Console
  ) throws(CommandFailure) {
    var problems = ran
    let told = { Summary(report, ExitCode.of(problems, allowsRejects: allowsRejects), target: target) }
    if let failure = history?.close(told().json.compact, told().code) { problems.append(failure) }
    if !isQuiet || told().code != .success {
      do throws(CommandFailure) {
        try told().write(summary)
      } catch {
        // What else went wrong is to be told all the same.
        if let message = error.message { problems.append(Problem(.disk, message)) }
      }
    }
    let code = ExitCode.of(problems, allowsRejects: allowsRejects)
    // The last lines are what the operator has to know, the most urgent the very last.
    for problem in ExitCode.byRisingUrgency(problems) {
      // Who reads logs by machine gets every line in one form.
      if settings.log.format == .json {
        logger.error("\(problem.words)")
      } else {
        console.problem(problem.words)
      }
    }
    if code != .success { throw CommandFailure(code) }
  }

  private func options(started: Timestamp) throws(CommandFailure) -> ShipmentOptions {
    let columns = ColumnPlan(settings.columns.changes)
    let output: ShipmentOptions.Target
    switch target {
    case .standardOutput: output = .descriptor(STDOUT_FILENO)
    case .nowhere: output = .nowhere
    case .workspace:
      let routes = try routes(timeColumn: columns.timeColumn)
      guard Set(routes.map(\.key)) == Set(settings.destination.keys), !routes.isEmpty else {
        throw CommandFailure(.defect, "a run that sends was planned without what it sends to")
      }
      output = .destinations(routes)
    }
    // Nothing of a dry run is seen but its counts, which are the same under any key.
    let hashKey = needs.hashKey ?? (target == .nowhere ? Secret("dry run") : nil)
    var options = ShipmentOptions(
      target: output, sources: sources,
      filter: NameFilter(include: settings.source.include, exclude: settings.source.exclude),
      format: settings.format.records,
      mapping: MappingOptions(
        accessKeyIDs: try settings.accessKeyIDs(hashedUnder: hashKey), columns: columns,
        keepsUnknownFields: settings.columns.unknown == .keep, fieldBytes: settings.destination.fieldBytes,
        recordBytes: settings.recordBytes),
      batchBytes: settings.batch.maxBytes, inFlight: settings.batch.maxInFlight, batchAge: settings.batch.maxAge,
      budget: settings.retry.budget, retry: RetryPolicy(max: settings.retry.maxBackoff),
      state: target == .nowhere ? nil : settings.state.map { StateFolder(path: $0) },
      run: RunName.of(started), rejectsBytes: settings.rejects.maxBytes,
      now: { Int64(time(nil)) })
    options.mapping.events = EventReading(
      keys: settings.keys, keep: settings.columns.keep, details: settings.columns.preset == .awsCloudTrail)
    if settings.showsKeysOfEvents { options.mapping.accessKeyIDsOfEvents = .full }
    options.mapping.rollup = settings.rollup.every.map {
      MappingOptions.Rollup(seconds: Int($0.components.seconds), maxGroups: settings.rollup.maxGroups)
    }
    options.concurrency = settings.s3.concurrency
    options.failsOnArchived = settings.s3.failOnArchived
    options.grace = settings.shutdown.grace
    options.lookBack = settings.source.lookback.components.seconds
    options.rejectFile = rejectFile
    options.isReshipping = isReshipping
    options.mapping.since = since
    options.mapping.until = until
    options.mapping.account = account
    options.mapping.asOf = asOf
    return options
  }

  /// A way to each destination.
  private func routes(timeColumn: String?) throws(CommandFailure) -> [Route] {
    let (collector, ingestion) = (settings.destination.dataCollector, settings.destination.logsIngestion)
    var routes: [Route] = []
    if let workspace = needs.workspace, let key = collector.key {
      let client = try connections.workspace(workspace, timeColumn: timeColumn)
      routes.append(Route(key, to: client, tables: collector.tables))
    }
    if let rule = needs.rule, let key = ingestion.key {
      routes.append(Route(key, to: connections.rule(rule), tables: ingestion.tables))
    }
    return routes
  }
}
