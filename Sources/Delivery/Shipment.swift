import AWS
import AzureMonitor
import Logging
import Records
import State
import Threads
import Transport

/// One run from its sources to its target: the room's one door.
///
/// This thread reads, maps and packs; the target's threads send, and those of an S3 source fetch ahead. A body of memory
/// is taken for each batch and comes back when the batch is dealt with, so reading waits for sending and memory has its
/// bound.
///
/// `@unchecked Sendable`: all of it is set once, and what is reached through it is `Sendable` but for the outlet and the
/// maker of clients, which only the one thread that calls `run` uses. `end` may be called by another; of the outlet it uses
/// `Sender.abandon` alone, which is made for that.
public final class Shipment: @unchecked Sendable {
  private let options: ShipmentOptions
  private let s3: (() throws(AWSError) -> S3Client)?
  private let interrupt: @Sendable () -> Void
  private let report: RunReport
  private let log: Logger
  private let stop = RunStop()
  private let rejects: Rejects
  private let lanes: [Lane]
  private let isOver = Monitor(false)

  /// Makes ready for a run.
  ///
  /// - Parameters:
  ///   - options: What is shipped, and how.
  ///   - s3: Makes the client for `s3://` sources when the first one is met.
  ///   - interrupt: Ends waits for credentials and secrets; called by any thread once the run is to end before its
  ///     sources do, and maybe again.
  ///   - report: Where the run is counted.
  ///   - log: Where the run tells what it does.
  public init(
    _ options: ShipmentOptions, s3: (() throws(AWSError) -> S3Client)?,
    interrupt: @escaping @Sendable () -> Void = {}, report: RunReport, log: Logger
  ) {
    self.options = options
    self.s3 = s3
    self.interrupt = interrupt
    self.report = report
    self.log = log
    let file = options.state.map { RejectFile(in: $0, run: options.run, maxBytes: options.rejectsBytes) }
    rejects = Rejects(file: file, report: report, log: log)
    lanes = Lane.all(of: options, rejects: rejects, stop: stop, report: report, log: log)
  }

  /// Asks the run to end: reading stops, what is under way is finished or spooled.
  ///
  /// To be called by another thread than the one that runs it.
  ///
  /// - Parameter reason: Why, for the operator.
  /// - Returns: False where it did not end within `grace`; what was under way is in the spool then, and the process may
  ///   be left at once.
  public func end(_ reason: String) -> Bool {
    report.note(Problem(.unsent, reason))
    stop.request()
    // Behind the request, so that nobody takes what fails now for the fault of a source.
    interrupt()
    for lane in lanes { lane.pool.close() }
    // What nobody lets in any more is spooled now.
    for lane in lanes { lane.delivery?.giveUpUnlessLetIn() }
    let patience = MonotonicTime.now + options.grace
    if isOver.wait(to: patience, until: { $0 ? true : nil }) == true { return true }
    for lane in lanes { lane.delivery?.giveUp() }
    // Whoever only waited ends now; a transfer that hangs does not.
    if isOver.wait(to: .now + Shipment.lastMoment, until: { $0 ? true : nil }) == true { return true }
    for lane in lanes { lane.sender?.abandon() }
    return false
  }

  private static let lastMoment = Duration.seconds(2)

  /// Ships everything that the sources hold.
  ///
  /// - Returns: What went wrong, rejects among it, in the order it happened; the counts are in the report.
  public func run() -> [Problem] {
    let sizes = (options.sources + options.mended).map { RegularFile.size(of: $0) }
    if !sizes.isEmpty, sizes.allSatisfy({ $0 != nil }) {
      report.count { $0.bytesExpected = sizes.reduce(0) { $0 + ($1 ?? 0) } }
    }
    guard let first = lanes.first else { return [Problem(.defect, "this run was made without a destination")] }
    var reading = ObjectShipping(
      options, to: first, and: Array(lanes.dropFirst()), rejects: rejects, stop: stop, report: report, log: log)
    if let path = options.rejectFile {
      RejectReplay(path: path, stop: stop, report: report).ship(through: &reading)
    } else {
      sendSpool()
    }
    var complete: [String] = []
    shipping: for location in options.sources {
      report.count { $0.sources += 1 }
      guard let source = open(location) else { continue }
      // A source that ends early has passed over some of its objects all the same.
      defer {
        source.close()
        for (reason, count) in source.skipped { report.skip(reason, count) }
      }
      let notesBefore = report.noteCount
      reading.hasLeftOut = false
      while let object = next(of: source) {
        guard reading.ship(object) else {
          // Objects that are fetched ahead may wait for a key that nobody needs now.
          interrupt()
          break shipping
        }
      }
      if stop.isSet { break }
      let isUntroubled = report.noteCount == notesBefore
      if isUntroubled, source.objectCount == 0 { tellOfNothing(in: source) }
      if let listing = source.listing, isUntroubled, !reading.hasLeftOut, source.skipped["changedBeforeSince"] == nil {
        complete.append(listing)
      }
    }
    reading.finish()
    for lane in lanes { lane.outlet.finish() }
    do throws(StateError) {
      try rejects.close()
    } catch {
      report.note(Problem(error))
    }
    noteCompleteListings(complete)
    if let first = reading.firstArchived { tellOfArchived(first) }
    noteLosses()
    report.end()
    isOver.change { $0 = true }
    return report.problems
  }

  /// Sends what earlier runs could not, before anything is read.
  private func sendSpool() {
    guard let first = options.books.first else { return }
    do throws(StateError) {
      try first.reconcile(log: log)
      for lane in lanes { try sendSpool(by: lane) }
    } catch {
      report.note(Problem(error))
      stop.request()
    }
  }

  private func sendSpool(by lane: Lane) throws(StateError) {
    guard let books = lane.journal?.books else { return }
    if options.sendsSpoolAlone, books.spooled.isEmpty {
      log.info("the spool is empty: nothing waits for \(books.destination.key)")
    }
    for file in books.spooled {
      guard !stop.isSet, let body = lane.pool.take(for: .report) else { return }
      let (batch, problem) = try books.read(file, into: body)
      if let problem { report.note(problem) }
      guard let batch else {
        lane.pool.giveBack(body)
        continue
      }
      if !lane.outlet.take(batch) { return }
    }
  }

  /// Files as this run reads them.
  private var files: LocalFiles {
    LocalFiles(
      stop: stop, books: options.books, isReshipping: options.isReshipping,
      mayContinue: options.format == nil, changedSince: changedSince, now: options.now)
  }

  /// An object that was last changed so long before the records that are asked for holds none of them; seconds.
  private var changedSince: Int64? { options.mapping.since.map { $0.epochSeconds - 2 * 86_400 } }

  private func open(_ location: SourceLocation) -> (any Source)? {
    switch location {
    case .standardInput: return StandardInput(stop: stop)
    case .path(let path):
      switch RegularFile.kind(of: path) {
      case .folder:
        let report = report
        return FolderSource(path: path, filter: options.filter, files: files, state: options.state?.path) {
          report.note($0)
        }
      case .file: return FileSource(path: path, files: files)
      case .absent(let reason):
        report.note(Problem(.source, "cannot read \(path): \(reason)"))
        return nil
      }
    case .s3(let location): return client().map { source(location, $0) }
    case .template(let template):
      return client().flatMap { client in
        do throws(StateError) {
          return try source(template, client)
        } catch {
          report.note(Problem(error))
          return nil
        }
      }
    }
  }

  private func client() -> S3Client? {
    guard let s3 else {
      report.note(Problem(.defect, "this run was made without a client for S3"))
      return nil
    }
    do throws(AWSError) {
      return try s3()
    } catch {
      note(SourceError(error))
      return nil
    }
  }

  private func source(_ location: S3Location, _ client: S3Client) -> S3Source {
    let selection = selection
    return S3Source(location.description, client: client, concurrency: options.concurrency, stop: stop) {
      location.version == nil
        ? S3PrefixPages(location, client: client, selection: selection) as any ObjectPages
        : S3ObjectPages(location, client: client, selection: selection)
    }
  }

  private var selection: S3Selection {
    S3Selection(
      filter: options.filter, books: options.books, isReshipping: options.isReshipping,
      changedSince: changedSince)
  }

  private func source(_ template: S3Template, _ client: S3Client) throws(StateError) -> S3Source {
    let listing = listingName(template)
    var starts: [Int?] = []
    for book in options.books {
      starts.append(try book.ledger.lastCompleteListing(of: listing, for: book.destination))
    }
    // One that has not got all of it yet lacks days that the others may have.
    let last = starts.contains(nil) || options.isReshipping ? nil : starts.compactMap(\.self).min()
    let days = TemplateDays(
      lastCompleteStart: last.map { Int64($0) }, lookBack: options.lookBack,
      since: options.mapping.since?.epochSeconds, now: options.now())
    let selection = selection
    return S3Source(
      template.description, listing: days.leavesNoGap ? listing : nil, client: client,
      concurrency: options.concurrency, stop: stop
    ) {
      S3TemplatePages(template, days: days.range, client: client, selection: selection)
    }
  }

  /// What the ledger calls a listing: under another filter it finds other objects.
  private func listingName(_ template: S3Template) -> String {
    let filter = options.filter.description
    return filter.isEmpty ? template.description : "\(template.description) \(filter)"
  }

  /// Lets the next run begin its listing of these templates later.
  ///
  /// Only now is everything that was listed read, and accepted, rejected or in the spool: an object that is still open
  /// may lie in a day that no run would list again.
  private func noteCompleteListings(_ names: [String]) {
    guard !stop.isSet, report.counts.recordsUnsent == 0,
      !report.problems.contains(where: { $0.kind == .disk })
    else { return }
    do throws(StateError) {
      for book in options.books {
        for name in names { try book.listedCompletely(name) }
      }
    } catch {
      report.note(Problem(error))
    }
  }

  private func next(of source: any Source) -> SourceObject? {
    do throws(SourceError) {
      return try source.next()
    } catch {
      note(error)
      return nil
    }
  }

  private func note(_ error: SourceError) {
    // Whoever ended the run has told why.
    if error.kind != .ended { report.note(error.problem) }
  }

  private func tellOfNothing(in source: any Source) {
    let passed = source.skipped.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    let isKnown = (source.skipped["alreadyShipped"] ?? 0) > 0
    log.log(
      level: isKnown ? .info : .warning,
      "nothing to ship in \(source.name)\(passed.isEmpty ? "" : " (passed over: \(passed))")")
  }

  /// Tells once of all objects that wait to be restored.
  private func tellOfArchived(_ first: String) {
    let archived = report.counts.archived
    let count = archived.values.reduce(0, +)
    let classes = archived.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    let words =
      "\(count) object\(count == 1 ? " lies in an archive and was" : "s lie in archives and were") not read "
      + "(\(classes)), the first of them \(first). What is restored is shipped by the next run"
    if options.failsOnArchived { report.note(Problem(.source, words)) } else { log.warning("\(words)") }
  }

  private func noteLosses() {
    let counts = report.counts
    if counts.recordsSpooled > 0 || options.sendsSpoolAlone {
      for book in options.books where !book.spooled.isEmpty {
        let left = book.spooled
        let place = options.books.count > 1 ? " for \(book.destination.key)" : ""
        report.note(
          Problem(
            .unsent,
            "\(left.count == 1 ? "1 batch is" : "\(left.count) batches are") in the spool\(place) "
              + "(\((left.reduce(0) { $0 + $1.bytes } + 999) / 1000) kB): the next run sends the spool "
              + "first, or run `logship replay`"))
      }
    }
    if counts.recordsUnsent > 0 {
      let what = lanes.count > 1 ? " by a destination" : " and what follows was not read"
      report.note(
        Problem(
          .unsent,
          counts.recordsUnsent == 1
            ? "1 record that was read was not accepted\(what): it is not marked as shipped"
            : "\(counts.recordsUnsent) records that were read were not accepted\(what): "
              + "they are not marked as shipped"))
    }
    if let first = rejects.first {
      let place = first.path.map { ". All are in \($0), with the reasons" } ?? ""
      report.note(
        Problem(
          .rejects,
          "\(options.target.done) \(counts.recordsShipped) record\(counts.recordsShipped == 1 ? "" : "s"), "
            + "rejected \(counts.recordsRejected); the first: "
            + "\(first.words)\(place)"))
    }
  }
}
