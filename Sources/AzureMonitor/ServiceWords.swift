import Digest
import Foundation
import Transport

/// What a service said about a failure, fit to be shown: short, on one line, nothing that steers a terminal.
struct ServiceWords: Equatable {
  /// The documented error code, such as `InvalidLogType`.
  let code: String?
  let message: String

  private static let longest = 300

  private struct ErrorBody: Decodable {
    let error: String?
    let message: String?

    enum CodingKeys: String, CodingKey {
      case error = "Error"
      case message = "Message"
    }
  }

  /// The form of Azure's newer services.
  private struct NestedErrorBody: Decodable {
    struct Details: Decodable {
      let code: String?
      let message: String?
    }

    let error: Details
  }

  /// Reads an error answer, `{"Error":…,"Message":…}`, `{"error":{"code":…,"message":…}}` or whatever else stands there.
  ///
  /// - Parameters:
  ///   - body: As it came.
  ///   - secret: What the request was let in by, so that an answer that repeats it does not show it; nil for nothing.
  init(_ body: [UInt8], withholding secret: Secret? = nil) {
    func shown(_ text: String) -> String { ServiceWords.shown(text, withholding: secret) }
    let parsed = try? JSONDecoder().decode(ErrorBody.self, from: Data(body))
    let nested = try? JSONDecoder().decode(NestedErrorBody.self, from: Data(body))
    code = (parsed?.error ?? nested?.error.code).map(shown)
    message = shown(parsed?.message ?? nested?.error.message ?? String(decoding: body, as: UTF8.self))
  }

  /// Code and message as one phrase.
  var phrase: String {
    switch (code, message.isEmpty) {
    case (let code?, true): code
    case (let code?, false): "\(code): \(message)"
    case (nil, true): "no further words"
    case (nil, false): message
    }
  }

  /// A text from outside as part of a sentence of ours.
  ///
  /// - Parameters:
  ///   - text: Of any length.
  ///   - secret: What is not to be seen of it.
  /// - Returns: Its beginning, on one line.
  static func shown(_ text: String, withholding secret: Secret?) -> String {
    // Before anything is cut off, which would leave the beginning of a long one.
    shown(text.withholding(secret))
  }

  static func shown(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(longest) {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
        if shown.last != " " { shown.append(" ") }
      case .format, .privateUse, .unassigned, .surrogate: shown.append("\u{FFFD}")
      default: shown.unicodeScalars.append(scalar)
      }
    }
    // It becomes part of a sentence of ours.
    let trimmed = shown.trimmingCharacters(in: CharacterSet(charactersIn: " ."))
    return text.unicodeScalars.count > longest ? trimmed + "…" : trimmed
  }
}
