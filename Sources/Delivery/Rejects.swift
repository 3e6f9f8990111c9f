import Foundation
import Logging
import Records
import State
import Threads

/// Writes down what cannot be shipped, so that it can be mended and sent again.
final class Rejects: Sendable {
  /// A record as the reject file shows it (docs/formats.md, "Rejects").
  struct Line: Codable {
    struct Position: Codable {
      let record: Int
      let line: Int
      let byte: Int
    }

    let source: String
    let position: Position
    let reason: String
    let form: String
    /// Of a mapped record that is no report.
    var kind: String?
    /// Of a mapped record: the key of the destination that did not take it.
    var destination: String?
    var record: String?
    var recordBase64: String?
    var header: String?
    var separator: String?
    /// Of a report whose form does not say them: the time and the account that it was given.
    var asOf: String?
    var account: String?
  }

  /// Rejects that are told as they happen where no file is written.
  private static let mostTold = 20

  private struct Held {
    var file: RejectFile?
    var first: String?
  }

  private let held: Monitor<Held>
  private let report: RunReport
  private let log: Logger

  /// Makes the place for the rejects of one run.
  ///
  /// - Parameters:
  ///   - file: nil where nothing may be written (a dry run): then they are only told.
  ///   - report: Where they are counted.
  ///   - log: Where they are told.
  init(file: sending RejectFile?, report: RunReport, log: Logger) {
    held = Monitor(Held(file: file))
    self.report = report
    self.log = log
  }

  /// The first reject in words, and the file that holds all; nil where there was none.
  var first: (words: String, path: String?)? {
    held.read { held in held.first.map { ($0, held.file?.path) } }
  }

  /// Writes down a stretch of input that could not be mapped.
  func add(
    _ reason: RejectReason, source: String, position: SourcePosition, content: ByteSlice,
    csv: (line: String, separator: String)?, given: GivenParts
  ) throws(StateError) {
    var line = line(source, position, "\(reason)", form: "input")
    if let text = String(validating: content.bytes, as: UTF8.self) {
      line.record = text
    } else {
      line.recordBase64 = Data(content.bytes).base64EncodedString()
    }
    line.header = csv?.line
    line.separator = csv?.separator
    line.asOf = given.time?.description
    line.account = given.account
    try write(line)
  }

  /// Writes down a mapped record that the destination will not take.
  func add(
    mapped record: String, _ kind: RecordKind, for destination: String?, source: String, position: SourcePosition,
    words: String
  ) throws(StateError) {
    var line = line(source, position, words, form: "mapped")
    line.destination = destination
    if kind != .report { line.kind = kind.rawValue }
    line.record = record
    try write(line)
  }

  /// Brings what was written to disk, so that it may be counted on.
  func sync() throws(StateError) {
    try held.change { held throws(StateError) in try held.file?.sync() }
  }

  /// Brings everything to disk.
  func close() throws(StateError) {
    try held.change { held throws(StateError) in try held.file?.close() }
  }

  private func line(_ source: String, _ position: SourcePosition, _ reason: String, form: String) -> Line {
    Line(
      source: source,
      position: Line.Position(record: position.record, line: position.line, byte: position.byteOffset),
      reason: reason, form: form)
  }

  /// Writes a line down as it is.
  func write(_ line: Line) throws(StateError) {
    let place = "\(line.source) line \(line.position.line), byte \(line.position.byte)"
    let words = "\(place): \(line.reason)"
    let isUnwritten = try held.change { held throws(StateError) -> Bool in
      if let file = held.file { try file.append(try Rejects.text(of: line, for: file.path)) }
      if held.first == nil { held.first = words }
      return held.file == nil
    }
    report.count { $0.recordsRejected += 1 }
    // Without a file this is the only place where they are told.
    let isTold = isUnwritten && report.counts.recordsRejected <= Rejects.mostTold
    log.log(level: isTold ? .warning : .debug, "rejected: \(words)")
  }

  private static func text(of line: Line, for path: String) throws(StateError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(line), as: UTF8.self)
    } catch {
      throw StateError(
        action: "encode a reject for", path: path, reason: "\(error)", remedy: "This is a defect of logship")
    }
  }
}
