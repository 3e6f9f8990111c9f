import AWS
import ArgumentParser
import Collect
import Delivery
import Glibc
import Records

/// `logship collect`: makes the records that `logship ship` sends.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Make reports of access keys from what AWS knows of them.",
    subcommands: [CollectAccessKeys.self])
}

/// `logship collect access-keys`: one report for each access key of one account or several.
struct CollectAccessKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access-keys",
    abstract: "Report each access key: whose it is, how old, and when it was used last.",
    discussion: """
      The reports are written once all of them are there: a call that fails leaves what was written before as it is. \
      Key ids are written as accessKeyIds has them.
      """)

  @OptionGroup var collection: CollectionFlags

  @Option(help: ArgumentHelp("Form of the reports", valueName: "ndjson|json|csv"))
  var outputFormat = ReportFormat.ndjson

  @Option(help: ArgumentHelp("Users that are asked about at the same time, 1 to 64", valueName: "number"))
  var concurrency = 8

  @Flag(name: .shortAndLong, help: "Leave out the line that tells what was written")
  var quiet = false

  @OptionGroup var configuration: ChosenConfigurationFlags<CollectSettings>

  func validate() throws {
    guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency is a number from 1 to 64") }
  }

  /// How many seconds the parts of an upload that was broken off may take to be taken back.
  private static let patience: UInt32 = 10

  func run() throws {
    try SignalWatch.start().preparing(patience: Self.patience) { interruptible in try collect(interruptible) }
  }

  private func collect(_ interruptible: (@escaping @Sendable () -> Void) -> Void) throws {
    let surroundings = try Surroundings.current()
    let settings = try configuration.resolve(in: surroundings)
    settings.tellWarnings()
    let place = try collection.place()
    try place.check()
    let connections = Connections(settings: settings, surroundings: surroundings, endsAtOnce: true)
    interruptible { connections.stop() }
    let needs = try settings.needs(ofWorkspace: false, state: false, secrets: .everywhere(connections.secrets))
    let keyIDs = try settings.accessKeyIDs(hashedUnder: needs.hashKey)
    do {
      let keys = KeyCollection(
        try connections.aws(), of: collection.accounts, concurrency: concurrency, keyIDs: keyIDs, now: Int64(time(nil)),
        pause: { sleep(2) })
      let collected = try keys.collect()
      for warning in collected.warnings { Console.standardError.problem("warning: \(warning)") }
      let name = "\(keys.day).\(outputFormat.rawValue)"
      let written = try place.write(outputFormat.text(collected.reports), named: name, over: connections)
      if !quiet { Console.standardError.line(Self.summary(collected, in: written)) }
    } catch let error as AWSError {
      throw CommandFailure(ExitCode.of([error.problem], allowsRejects: false), "nothing was written: \(error)")
    }
  }

  private static func summary(_ collected: KeyCollection.Collected, in place: String) -> String {
    func count(_ number: Int, _ noun: String) -> String { "\(number.grouped) \(noun)\(number == 1 ? "" : "s")" }
    let gone = collected.gone > 0 ? "; \(collected.gone.grouped) deleted meanwhile" : ""
    return "\(count(collected.reports.count, "access key")) of \(count(collected.users, "user")) in "
      + "\(count(collected.accounts, "account")) written to \(place)\(gone)"
  }
}

/// The settings that a collection has a use for.
enum CollectSettings: SettingChoice {
  static let settings: [Setting] =
    [ColumnSettings.accessKeyIDs.setting, ColumnSettings.hashKey.setting]
    + AWSSettings.identity + [AWSSettings.expectedBucketOwner.setting]
    + [
      DeliverySettings.budget.setting, DeliverySettings.connect.setting, DeliverySettings.stall.setting,
      DeliverySettings.caFile.setting,
    ]
  static let arguments = SettingFlags<CollectSettings>.arguments()
}

extension ReportFormat: ExpressibleByArgument {}
