import ArgumentParser
import Delivery

/// What a run did, as it is told at its end.
struct Summary {
  enum Form: String, CaseIterable, ExpressibleByArgument, Sendable {
    case text, json, none
  }

  private let counts: RunCounts
  /// By destination, where there are several.
  private let parts: [(name: String, counts: RunCounts)]
  private let seconds: Double
  let code: ExitCode
  private let target: RunPlan.Target

  init(_ report: RunReport, _ code: ExitCode, target: RunPlan.Target) {
    self.target = target
    counts = report.counts
    parts = report.parts
    seconds = report.seconds
    self.code = code
  }

  /// Writes the summary: to standard error where standard output carries the records.
  func write(_ form: Form) throws(CommandFailure) {
    let text: String
    switch form {
    case .none: return
    case .text: text = self.text
    case .json: text = json.compact + "\n"
    }
    if target == .standardOutput {
      Console.standardError.line(String(text.dropLast()))
    } else {
      try StandardOutput.write(text)
    }
  }

  private var recordsPerSecond: Int { seconds > 0 ? Int((Double(counts.recordsShipped) / seconds).rounded()) : 0 }

  /// What a record is billed with in the mean, rounded.
  private var billedPerRecord: Int {
    counts.recordsShipped > 0
      ? Int((Double(counts.bytesBilled) / Double(counts.recordsShipped)).rounded()) : 0
  }

  private var secondsText: String { seconds.secondsText ?? "0.000" }

  /// What went to one of several destinations.
  private func json(_ part: (name: String, counts: RunCounts)) -> JSONValue {
    func number(_ name: String, _ value: Int) -> JSONValue.Member { .init(name: name, value: .number("\(value)")) }
    return .object([
      .init(name: "destination", value: .text(part.name)), number("recordsShipped", part.counts.recordsShipped),
      number("recordsUnsent", part.counts.recordsUnsent), number("recordsSpooled", part.counts.recordsSpooled),
      number("recordsFromSpool", part.counts.recordsFromSpool), number("batches", part.counts.batches),
      number("requests", part.counts.requests), number("retries", part.counts.retries),
      number("bytesSent", part.counts.bytesSent), number("bytesBilledEstimate", part.counts.bytesBilled),
    ])
  }

  /// One object on one line; names and meanings stay as they are, more may be added.
  var json: JSONValue {
    func number(_ name: String, _ value: Int) -> JSONValue.Member { .init(name: name, value: .number("\(value)")) }
    func numbers(_ name: String, _ values: [String: Int]) -> JSONValue.Member {
      .init(name: name, value: .object(values.sorted { $0.key < $1.key }.map { number($0.key, $0.value) }))
    }
    let members = [
      number("sources", counts.sources), number("objects", counts.objects), number("bytesRead", counts.bytesRead),
      number("recordsRead", counts.recordsRead), number("recordsShipped", counts.recordsShipped),
      number("recordsRejected", counts.recordsRejected), number("recordsUnsent", counts.recordsUnsent),
      number("recordsSpooled", counts.recordsSpooled), number("recordsFromSpool", counts.recordsFromSpool),
      numbers("skipped", counts.skipped), numbers("archived", counts.archived), number("batches", counts.batches),
      number("requests", counts.requests),
      numbers(
        "recordsByKind",
        ["report": counts.mapping.reports, "event": counts.mapping.events, "usage": counts.mapping.usages]),
      number("eventsRolledUp", counts.mapping.eventsRolledUp), number("retries", counts.retries),
      number("bytesSent", counts.bytesSent),
      number("bytesBilledOfUsageEstimate", counts.bytesBilledOfUsage),
      number("bytesBilledOfEventsRolledUpEstimate", counts.bytesBilledOfEventsRolledUp),
      number("bytesBilledEstimate", counts.bytesBilled), number("bytesBilledPerRecord", billedPerRecord),
      .init(name: "seconds", value: .number(secondsText)), number("recordsPerSecond", recordsPerSecond),
      number("truncatedFields", counts.mapping.truncatedFields),
      number("repairedRecords", counts.mapping.repairedRecords),
      number("replacedTimes", counts.mapping.replacedTimes), numbers("unknownFields", counts.mapping.unknownFields),
      number("exitCode", Int(code.rawValue)),
    ]
    return .object(members + (parts.isEmpty ? [] : [.init(name: "destinations", value: .array(parts.map(json)))]))
  }

  /// A few lines for people; what is 0 and no news is left out.
  var text: String {
    let done =
      switch target {
      case .workspace: "shipped"
      case .standardOutput: "written"
      case .nowhere: "mapped and not sent (--dry-run)"
      }
    let read =
      "\(counts.recordsRead.grouped) read, from \(Self.count(counts.objects, "object")) "
      + "(\(RunProgress.size(counts.bytesRead))) in \(secondsText) s"
    // A run that reads nothing sends the spool.
    var lines = [
      counts.sources == 0
        ? "\(Self.count(counts.recordsShipped, "record")) \(done) from the spool in \(secondsText) s"
        : parts.isEmpty
          ? "\(Self.count(counts.recordsShipped, "record")) \(done) of \(read)"
          : "records for \(parts.count) destinations: \(read)"
    ]
    for part in parts {
      let spooled = part.counts.recordsSpooled > 0 ? ", \(part.counts.recordsSpooled.grouped) spooled" : ""
      let unsent = part.counts.recordsUnsent > 0 ? ", \(part.counts.recordsUnsent.grouped) not accepted" : ""
      lines.append(
        "\(part.name): \(Self.count(part.counts.recordsShipped, "record")) in "
          + "\(Self.count(part.counts.batches, "batch", "batches"))\(spooled)\(unsent)")
    }
    if target == .workspace {
      lines.append(
        "\(Self.count(counts.batches, "batch", "batches")) accepted (\(RunProgress.size(counts.bytesSent))), "
          + "\(Self.count(counts.requests, "request")), \(Self.count(counts.retries, "retry", "retries")), "
          + "\(recordsPerSecond.grouped) records/s")
    }
    if counts.bytesBilled > 0 {
      lines.append(
        "about \(RunProgress.size(counts.bytesBilled)) \(target == .nowhere ? "would be" : "will be") billed, "
          + "\(Self.count(billedPerRecord, "byte")) a record")
    }
    if counts.mapping.usages > 0 {
      let billed = RunProgress.size(counts.bytesBilledOfUsage)
      let apart = RunProgress.size(counts.bytesBilledOfEventsRolledUp)
      lines.append(
        "\(Self.count(counts.mapping.eventsRolledUp, "event")) counted together in "
          + "\(Self.count(counts.mapping.usages, "record")) of usage: about \(billed) billed in place of \(apart)")
    }
    func add(_ count: Int, _ what: String, _ words: String) {
      if count > 0 { lines.append("\(Self.count(count, what)) \(words)") }
    }
    add(counts.recordsRejected, "record", "rejected")
    add(counts.recordsUnsent, "record", "read and not accepted")
    add(counts.recordsSpooled, "record", "spooled")
    if counts.sources > 0 { add(counts.recordsFromSpool, "record", "from the spool among them") }
    if target == .workspace {
      add(counts.mapping.replacedTimes, "record", "older than 2 days or over 1 day ahead: TimeGenerated is the arrival")
    }
    add(counts.mapping.truncatedFields, "value", "cut at the field limit, named in TruncatedColumns")
    add(counts.mapping.repairedRecords, "record", "with text that is no Unicode, repaired")
    lines += list("passed over", counts.skipped)
    lines += list("left in archives", counts.archived)
    lines += list("fields that are no part of a record", counts.mapping.unknownFields)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count.grouped) \(count == 1 ? one : many ?? "\(one)s")"
  }

  private func list(_ title: String, _ values: [String: Int]) -> [String] {
    guard !values.isEmpty else { return [] }
    let shown = values.sorted { $0.key < $1.key }.prefix(20).map { "\(Shown.name($0.key)) \($0.value.grouped)" }
    return ["\(title): \(shown.joined(separator: ", "))\(values.count > 20 ? ", …" : "")"]
  }
}
