/// Why a record cannot be mapped, or why a stretch of the input is no record.
public enum RejectReason: Error, Equatable {
  // Framing
  case textBetweenValues
  case valueBroken(ValueFault)
  case inputBreaksOff
  case arrayNotClosed
  case notAnObject
  case envelopeNotClosed
  case recordTooLarge(bytes: Int, limit: Int)
  case unknownFormat
  case notUTF8Input(encoding: String)
  case packedTwice
  case gzipBroken(offset: Int, detail: String)
  case lineEndsAreReturns
  case headerNamesColumnTwice(name: String)
  case cellCount(cells: Int, header: Int)
  case quoteNotClosed
  case textAfterQuote
  // Decoding
  case jsonInvalid(String)
  case fieldTwice(name: String)
  case unknownShape
  case mappedBefore
  case brokenInside(field: String, detail: String)
  // Mapping
  case notAnObjectField(field: String)
  case notABoolean(column: String, value: String)
  case notASlot(value: String)
  case noEventTime
  case notText(field: String, found: String)
  case notATime(column: String, value: String)
  case notAnAccount(value: String)
  case notUnicode(column: String)
  case noTime
  case noUserOrKey
  case mappedTooLarge(bytes: Int, limit: Int)

  /// What is wrong with a JSON value that cannot be framed.
  public enum ValueFault: Sendable, Equatable {
    case newlineInString
    case valueWithoutComma
    case wrongBracket
    case tooDeep
  }
}

extension RejectReason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .textBetweenValues: "this is not part of a JSON object"
    case .valueBroken(.newlineInString): "broken JSON: a string is not closed on its line"
    case .valueBroken(.valueWithoutComma): "broken JSON: a value begins where the one before it is not closed"
    case .valueBroken(.wrongBracket): "broken JSON: a bracket closes what another kind opened"
    case .valueBroken(.tooDeep): "nested over 1,023 levels deep"
    case .inputBreaksOff: "the input breaks off in the middle of this value"
    case .arrayNotClosed: "the input breaks off in an array: its closing bracket is missing"
    case .envelopeNotClosed: "the input breaks off behind an array of records: the object around it is not closed"
    case .notAnObject: "a JSON value, but not an object"
    case .recordTooLarge(let bytes, let limit):
      "\(bytes) bytes long, over the limit of \(limit); only its beginning is kept here"
    case .unknownFormat: "neither JSON nor a CSV header that names a column of an access-key report"
    case .notUTF8Input(let encoding):
      "the input is \(encoding), not UTF-8; convert it first (`iconv -f \(encoding) -t UTF-8`)"
    case .packedTwice: "gzip inside gzip; unpack it once first"
    case .gzipBroken(let offset, let detail): "broken gzip at packed byte \(offset): \(detail)"
    case .lineEndsAreReturns: "its lines end with CR alone; convert it first (`tr '\\r' '\\n'`)"
    case .headerNamesColumnTwice(let name): "the CSV header names \(name) twice"
    case .cellCount(let cells, let header): "\(cells) cells, but the header has \(header)"
    case .quoteNotClosed: "a quoted cell that begins on this line is never closed"
    case .textAfterQuote: "text after the closing quote of a cell"
    case .jsonInvalid(let detail): "invalid JSON: \(detail)"
    case .fieldTwice(let name): "\(name) appears twice"
    case .unknownShape: "an object of no known shape: neither a report nor an event nor an envelope of these"
    case .mappedBefore:
      "a record that logship has mapped, such as `--to -` prints, and not what it maps: ship what it was made from"
    case .brokenInside(let field, let detail): "\(field) does not hold what it should: \(detail)"
    case .notAnObjectField(let field): "\(field) is no object"
    case .notABoolean(let column, let value): "\(column) \"\(value)\" is neither true nor false"
    case .notASlot(let value): "KeySlot \"\(value)\" is neither 1 nor 2"
    case .noEventTime: "no date: eventTime is absent"
    case .notText(let field, let found): "\(field) is \(found) where text belongs"
    case .notATime(let column, let value):
      "\(column) \"\(value)\" is no time that logship knows (YYYY-MM-DD, ISO 8601, MM-DD-YYYY HH:MM:SS)"
    case .notAnAccount(let value): "AccountId \"\(value)\" is not at most 12 digits"
    case .notUnicode(let column): "\(column) holds bytes that are no Unicode text"
    case .noTime: "no date: loggedDate is absent"
    case .noUserOrKey: "neither a user nor an AccessKeyId"
    case .mappedTooLarge(let bytes, let limit):
      "\(bytes) bytes after mapping, over batch.maxBytes or what a data collection rule takes, which is \(limit)"
    }
  }

  /// A value as a message may show it: at most 40 characters, on one line, nothing that steers a terminal.
  static func shown(_ value: ByteSlice) -> String {
    var shown = ""
    for scalar in value.text.unicodeScalars.prefix(40) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: shown.append("\u{FFFD}")
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return value.count > 0 && value.text.unicodeScalars.count > 40 ? shown + "…" : shown
  }
}
