import Records

/// Everything that a source gave, read and mapped, and what must hold for any source.
public struct Reading: Equatable {
  private struct Stretch: Equatable {
    let position: SourcePosition
    let isCutOff: Bool
    let content: [UInt8]
    /// Whether rows were read at that time.
    let hasHeader: Bool
    let outcome: Outcome
  }

  private enum Outcome: Equatable {
    case mapped([UInt8])
    case rejected(RejectReason)
    case skipped(SkipReason)
    /// An event that is counted with others.
    case rolledUp
    case repeatedHeader
  }

  private var stretches: [Stretch] = []
  /// What was written at the end, or where there was no more room.
  private var usages: [[UInt8]] = []

  /// Reads and maps a source that comes in pieces, none of them longer than a reader has room for.
  public init(_ pieces: [UnsafeRawBufferPointer], format: RecordFormat?, as input: FuzzInput) throws {
    var options = MappingOptions(
      keepsUnknownFields: input.keepsUnknownFields, fieldBytes: 32_000, recordBytes: 1_000_000)
    options.events = EventReading(keys: .all, keep: ["requestParameters", "eventName"])
    if input.rollsUp { options.rollup = .init(seconds: 3600, maxGroups: 2) }
    let reader = RecordReader(format: format, limits: input.limits, events: options.events)
    var mapper = RecordMapper(options)
    mapper.now = Timestamp(epochSeconds: 1_795_608_000)
    mapper.begin(source: "fuzzed", modified: mapper.now)
    var waiting = pieces[...]
    while true {
      switch reader.next() {
      case .record:
        var writer = ByteWriter(capacity: 64)
        if mapper.kind(of: reader) == .usage {
          append(rollUp(reader, &mapper), reader)
        } else if let reason = mapper.map(reader, into: &writer) {
          append(.rejected(reason), reader)
        } else {
          append(.mapped(Array(writer.bytes)), reader)
        }
      case .rejected(let reason): append(.rejected(reason), reader)
      case .skipped(let reason):
        append(.skipped(reason), reader)
        mapper.pass(reader.position.record)
      case .repeatedHeader: append(.repeatedHeader, reader)
      case .needsInput:
        if let piece = waiting.popFirst() {
          reader.room().copyMemory(from: piece)
          reader.added(piece.count)
        } else {
          reader.sourceEnded()
        }
      case .ended:
        writeUsages(&mapper)
        return
      }
    }
  }

  private mutating func rollUp(_ reader: RecordReader, _ mapper: inout RecordMapper) -> Outcome {
    var found = mapper.rollUp(reader)
    if found == .full {
      writeUsages(&mapper)
      found = mapper.rollUp(reader)
    }
    switch found {
    case .taken: return .rolledUp
    case .full: fatalError("full after it was emptied")
    case .rejected(let reason): return .rejected(reason)
    }
  }

  private mutating func writeUsages(_ mapper: inout RecordMapper) {
    var writer = ByteWriter(capacity: 64)
    while mapper.writeUsage(into: &writer) {
      usages.append(Array(writer.bytes))
      writer.truncate(to: 0)
    }
  }

  private mutating func append(_ outcome: Outcome, _ reader: RecordReader) {
    stretches.append(
      Stretch(
        position: reader.position, isCutOff: reader.isCutOff, content: Array(reader.content.bytes),
        hasHeader: reader.csvHeader != nil, outcome: outcome))
  }

  /// Ends the program where places go back, a content is not what the source holds there, or what was mapped is no
  /// JSON object on one line.
  ///
  /// - Parameter source: The unpacked bytes; nil where they are not known.
  public func check(against source: UnsafeRawBufferPointer?) {
    var last = SourcePosition(record: 0, line: 1, byteOffset: 0)
    var end = 0
    for stretch in stretches {
      let place = stretch.position
      let isNext = stretch.outcome == .repeatedHeader || place.record == last.record + 1
      // A row of a credential report, and the object that holds one, are several records.
      let isSame = place.byteOffset == last.byteOffset && place.line == last.line
      guard isNext, place.line >= last.line, place.byteOffset >= end || isSame else {
        fatalError("\(place) follows \(last), which ends at \(end)")
      }
      if stretch.outcome != .repeatedHeader { last = place }
      end = place.byteOffset + stretch.content.count
      guard let source else { continue }
      // The rows of a credential report may lie packed in a JSON object.
      if stretch.hasHeader, source[place.byteOffset] == 0x7B { continue }
      guard end <= source.count, source[place.byteOffset..<end].elementsEqual(stretch.content) else {
        fatalError("\(place): the source holds something else")
      }
      guard place.line == 1 + source[..<place.byteOffset].count(where: { $0 == 0x0A }) else {
        fatalError("\(place): another line")
      }
    }
    checkMapped()
  }

  private func checkMapped() {
    let check = FlatObjectCheck()
    var lines = usages
    for case .mapped(let json) in stretches.map(\.outcome) { lines.append(json) }
    for json in lines {
      guard !json.contains(0x0A), check.fault(in: json, limit: .max) == nil else {
        fatalError("no flat object on one line: \(String(decoding: json, as: UTF8.self))")
      }
    }
  }
}

/// Reads bytes whole and in pieces, and ends the program where the two differ or break a rule.
public func checkReading(_ input: FuzzInput, format: RecordFormat?) {
  do {
    let whole = try Reading([input.bytes], format: format, as: input)
    guard try Reading(input.pieces(of: input.bytes), format: format, as: input) == whole else {
      fatalError("the pieces make a difference")
    }
    whole.check(against: input.bytes.starts(with: [0x1F, 0x8B]) ? nil : input.bytes)
  } catch {
    fatalError("no mapper: \(error)")
  }
}
