import Glibc
import Records
import State

extension StateStatus {
  /// How many of the last runs are told.
  private static let mostRuns = 10

  /// Looks at a state folder without its lock; a run may be changing it meanwhile.
  ///
  /// - Parameters:
  ///   - folder: The state folder, which need not be there.
  ///   - configured: The keys of the destinations that the configuration names.
  /// - Throws: Where something in it cannot be read, or the ledger is damaged.
  init(of folder: StateFolder, configured: [String]) throws(StateError) {
    self.init(path: folder.path)
    guard access(folder.path, F_OK) == 0 || errno != ENOENT else {
      exists = false
      return
    }
    lock = try LockState.held(in: folder)
    var known: [Destination] = []
    if let ledger = try Ledger.reading(in: folder) {
      let status = try ledger.status(lastRuns: Self.mostRuns)
      try ledger.close()
      runs = status.runs.enumerated().map { place, run in Run(run, isRunning: place == 0 && lock != nil) }
      known = status.destinations.map { Destination($0, configured: configured) }
    }
    for key in configured where !known.contains(where: { $0.key == key }) {
      known.append(Destination(key: key, isConfigured: true))
    }
    destinations = try Self.adding(spoolIn: folder, to: known, configured: configured)
    damaged = try Spool.damagedFiles(in: folder).map { DamagedFile(path: $0.path, bytes: $0.bytes) }
    let summary = try RejectArchive(in: folder).summary()
    rejects = Files(count: summary.files, bytes: summary.bytes, oldest: summary.oldest.map { Timestamp($0) })
  }

  /// Counts the files of the spool to their destinations, of which some may be in no ledger.
  private static func adding(
    spoolIn folder: StateFolder, to known: [Destination], configured: [String]
  ) throws(StateError) -> [Destination] {
    var destinations = known
    let spool = try Spool(in: folder)
    for file in spool.files {
      let place: Int
      if let known = destinations.firstIndex(where: { $0.key.map(file.isFor) ?? false }) {
        place = known
      } else {
        let header: SpoolHeader?
        do throws(StateError) {
          header = try spool.header(of: file)
        } catch {
          // A run that is going on may have sent it meanwhile.
          if try !Spool(in: folder).files.contains(where: { $0.name == file.name }) { continue }
          throw error
        }
        let key = header?.destination
        if let known = destinations.firstIndex(where: { $0.key == key }) {
          place = known
        } else {
          place = destinations.count
          destinations.append(Destination(key: key, isConfigured: key.map { configured.contains($0) } ?? false))
        }
      }
      destinations[place].spool.add(bytes: file.bytes, modified: Timestamp(file.modified))
    }
    return destinations.sorted { one, other in
      guard let key = one.key else { return false }
      return other.key.map { key < $0 } ?? true
    }
  }
}

extension StateStatus.Destination {
  fileprivate init(_ destination: LedgerStatus.Destination, configured: [String]) {
    self.init(
      key: destination.key, isConfigured: configured.contains(destination.key),
      recordsAccepted: destination.recordsAccepted, objects: destination.objects,
      objectsFinished: destination.objectsFinished)
  }
}

extension StateStatus.Run {
  fileprivate init(_ run: RunRecord, isRunning: Bool) {
    let report = run.counts.flatMap { try? JSONParser.parse(Array($0.utf8)) }
    self.init(
      name: run.name, started: Timestamp(run.started),
      course: run.ended != nil ? .ended : isRunning ? .running : .interrupted, exitCode: run.exitCode,
      recordsShipped: report?["recordsShipped"]?.digits.flatMap { Int($0) },
      bytesBilled: report?["bytesBilledEstimate"]?.digits.flatMap { Int($0) },
      // The report measures finer than the ledger's whole seconds.
      seconds: report?["seconds"]?.digits.flatMap { Double($0) } ?? run.ended.map { Double($0 - run.started) })
  }
}

extension Timestamp {
  fileprivate init(_ seconds: Int) {
    self.init(epochSeconds: Int64(seconds))
  }
}
