import Foundation
import Testing

@testable import Records

/// What became of one stretch of input.
enum Outcome: Equatable, CustomStringConvertible {
  case mapped(String)
  case rejected(RejectReason, SourcePosition, String)
  case skipped(SkipReason, SourcePosition)
  case repeatedHeader

  var description: String {
    switch self {
    case .mapped(let json): json
    case .rejected(let reason, let position, let content): "rejected \(position): \(reason): \(content)"
    case .skipped(let reason, let position): "skipped \(position): \(reason.rawValue)"
    case .repeatedHeader: "repeated header"
    }
  }

  var isRejected: Bool {
    if case .rejected = self { true } else { false }
  }
}

/// The time of day in tests, 2026-11-25T12:00:00Z.
let noon = Timestamp(epochSeconds: 1_795_608_000)

/// Settings of a mapping in a test, whose source is `test`.
func options(
  accessKeyIDs: AccessKeyIDs = .masked, columns: ColumnPlan.Changes = .init(), keepsUnknownFields: Bool = false,
  fieldBytes: Int = 32_000, recordBytes: Int = 1_000_000
) -> MappingOptions {
  MappingOptions(
    accessKeyIDs: accessKeyIDs, columns: ColumnPlan(columns), keepsUnknownFields: keepsUnknownFields,
    fieldBytes: fieldBytes, recordBytes: recordBytes)
}

/// Reads and maps a whole input, pushed in as the pieces given.
func outcomes(
  of pieces: [[UInt8]], format: RecordFormat? = nil, limits: FrameLimits = FrameLimits(),
  options mapping: MappingOptions = options(), modified: Timestamp? = noon
) throws -> [Outcome] {
  let reader = RecordReader(format: format, limits: limits, events: mapping.events)
  var mapper = RecordMapper(mapping)
  mapper.now = noon
  mapper.begin(source: "test", modified: modified)
  var outcomes: [Outcome] = []
  var waiting = pieces.flatMap { piece in piece.isEmpty ? [] : [piece[...]] }[...]
  while true {
    switch reader.next() {
    case .record:
      var writer = ByteWriter(capacity: 64)
      if mapper.kind(of: reader) == .usage {
        var found = mapper.rollUp(reader)
        if found == .full {
          appendUsage(&mapper, &outcomes)
          found = mapper.rollUp(reader)
        }
        switch found {
        case .taken: break
        case .full: throw NoRoom()
        case .rejected(let reason): outcomes.append(.rejected(reason, reader.position, reader.content.text))
        }
      } else if let reason = mapper.map(reader, into: &writer) {
        outcomes.append(.rejected(reason, reader.position, reader.content.text))
      } else {
        outcomes.append(.mapped(String(decoding: writer.bytes, as: UTF8.self)))
      }
    case .rejected(let reason): outcomes.append(.rejected(reason, reader.position, reader.content.text))
    case .skipped(let reason):
      outcomes.append(.skipped(reason, reader.position))
      mapper.pass(reader.position.record)
    case .repeatedHeader: outcomes.append(.repeatedHeader)
    case .needsInput:
      guard var piece = waiting.popFirst() else {
        reader.sourceEnded()
        continue
      }
      let room = reader.room()
      let taken = min(room.count, piece.count)
      room.copyBytes(from: piece.prefix(taken))
      reader.added(taken)
      piece = piece.dropFirst(taken)
      if !piece.isEmpty { waiting = [piece] + waiting }
    case .ended:
      appendUsage(&mapper, &outcomes)
      return outcomes
    }
  }
}

/// What is full after it was emptied.
struct NoRoom: Error {}

private func appendUsage(_ mapper: inout RecordMapper, _ outcomes: inout [Outcome]) {
  var writer = ByteWriter(capacity: 64)
  while mapper.writeUsage(into: &writer) {
    outcomes.append(.mapped(String(decoding: writer.bytes, as: UTF8.self)))
    writer.truncate(to: 0)
  }
}

/// Reads and maps a whole input.
func outcomes(
  of text: String, format: RecordFormat? = nil, limits: FrameLimits = FrameLimits(),
  options mapping: MappingOptions = options()
) throws -> [Outcome] {
  try outcomes(of: [Array(text.utf8)], format: format, limits: limits, options: mapping)
}

/// Settings of a mapping of events in a test.
func eventOptions(
  keys: KeySelection = .all, keep: [String] = [], rollup: MappingOptions.Rollup? = nil,
  _ change: (inout MappingOptions) -> Void = { _ in }
) -> MappingOptions {
  var mapping = options()
  mapping.events = EventReading(keys: keys, keep: keep)
  mapping.rollup = rollup
  change(&mapping)
  return mapping
}

/// The shortest report of a user: 37 bytes and its name.
func report(_ user: String) -> String {
  #"{"loggedDate":"2026-11-22","user":"\#(user)"}"#
}

extension Outcome {
  /// What a table of cases tells: the user who was mapped, or where and why a stretch was rejected.
  ///
  /// A reject is `✗ record:line:byteOffset reason ‖content‖`.
  var brief: String {
    switch self {
    case .mapped: (try? columns())?["UserName"] as? String ?? "-"
    case .rejected(let reason, let position, let content):
      "✗ \(position.record):\(position.line):\(position.byteOffset) \(reason) ‖\(content)‖"
    case .skipped(let reason, _): reason.rawValue
    case .repeatedHeader: "header"
    }
  }

  /// The columns of a mapped record, as Foundation reads them.
  func columns() throws -> [String: Any] {
    guard case .mapped(let json) = self else { throw NotMapped(outcome: self) }
    return try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
  }
}

struct NotMapped: Error {
  let outcome: Outcome
}

/// The columns of the one record of an input.
func columns(of text: String, options mapping: MappingOptions = options()) throws -> [String: Any] {
  let outcomes = try outcomes(of: text, options: mapping)
  try #require(outcomes.count == 1)
  return try outcomes[0].columns()
}

/// The JSON of the one record of an input.
func mapped(_ text: String, options mapping: MappingOptions = options()) throws -> String {
  let outcomes = try outcomes(of: text, options: mapping)
  guard outcomes.count == 1, case .mapped(let json) = outcomes[0] else { throw NotMapped(outcome: outcomes[0]) }
  return json
}

/// Why the one record of an input is rejected.
func rejection(of text: String, options mapping: MappingOptions = options()) throws -> RejectReason? {
  let outcomes = try outcomes(of: text, options: mapping)
  guard outcomes.count == 1, case .rejected(let reason, _, _) = outcomes[0] else { return nil }
  return reason
}
