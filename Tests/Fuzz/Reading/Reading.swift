import Records

/// Everything that a source gave, read and mapped, and what must hold for any source.
public struct Reading: Equatable {
  private struct Stretch: Equatable {
    let position: SourcePosition
    let isCutOff: Bool
    let content: [UInt8]
    let outcome: Outcome
  }

  private enum Outcome: Equatable {
    case mapped([UInt8])
    case rejected(RejectReason)
    case repeatedHeader
  }

  private var stretches: [Stretch] = []

  /// Reads and maps a source that comes in pieces, none of them longer than a reader has room for.
  public init(_ pieces: [UnsafeRawBufferPointer], format: RecordFormat?, as input: FuzzInput) throws {
    let reader = RecordReader(format: format, limits: input.limits)
    var mapper = AccessKeyReportMapper(
      MappingOptions(keepsUnknownFields: input.keepsUnknownFields, fieldBytes: 32_000, recordBytes: 1_000_000))
    mapper.now = Timestamp(epochSeconds: 1_795_608_000)
    mapper.begin(source: "fuzzed")
    var waiting = pieces[...]
    while true {
      switch reader.next() {
      case .record:
        var writer = ByteWriter(capacity: 64)
        if let reason = mapper.map(reader, into: &writer) {
          append(.rejected(reason), reader)
        } else {
          append(.mapped(Array(writer.bytes)), reader)
        }
      case .rejected(let reason): append(.rejected(reason), reader)
      case .repeatedHeader: append(.repeatedHeader, reader)
      case .needsInput:
        if let piece = waiting.popFirst() {
          reader.room().copyMemory(from: piece)
          reader.added(piece.count)
        } else {
          reader.sourceEnded()
        }
      case .ended: return
      }
    }
  }

  private mutating func append(_ outcome: Outcome, _ reader: RecordReader) {
    stretches.append(
      Stretch(
        position: reader.position, isCutOff: reader.isCutOff, content: Array(reader.content.bytes), outcome: outcome))
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
      guard isNext, place.line >= last.line, place.byteOffset >= end else {
        fatalError("\(place) follows \(last), which ends at \(end)")
      }
      if stretch.outcome != .repeatedHeader { last = place }
      end = place.byteOffset + stretch.content.count
      guard let source else { continue }
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
    var lines: [UInt8] = []
    var count = 0
    for case .mapped(let json) in stretches.map(\.outcome) {
      guard json.first == UInt8(ascii: "{"), json.last == UInt8(ascii: "}"), !json.contains(0x0A) else {
        fatalError("no object on one line: \(String(decoding: json, as: UTF8.self))")
      }
      lines += json + [0x0A]
      count += 1
    }
    let reader = RecordReader(format: .json)
    var isGiven = false
    while true {
      switch reader.next() {
      case .record: count -= 1
      case .needsInput where isGiven: reader.sourceEnded()
      case .needsInput:
        let room = reader.room()
        let piece = min(room.count, lines.count)
        room.copyBytes(from: lines.prefix(piece))
        reader.added(piece)
        lines.removeFirst(piece)
        isGiven = lines.isEmpty
      case .ended:
        guard count == 0 else { fatalError("of the mapped records \(count) were not read again") }
        return
      case .rejected(let reason): fatalError("\(reason) in what was mapped: \(reader.content.text)")
      case .repeatedHeader: fatalError("a header in what was mapped")
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
