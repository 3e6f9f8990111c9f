/// The words of this room's errors, all in one place.
enum Words {
  /// A text from outside that is safe in a log line: without control characters, and cut.
  static func printable(_ text: String, limit: Int = 2048) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else { return result + "…" }
      count += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        // Emoji are joined by a format character that does no harm.
        if scalar == "\u{200D}" {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        }
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `7 min 12 s`.
  static func duration(_ seconds: Int64) -> String {
    let seconds = seconds.magnitude
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s" }
    if seconds < 86_400 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
    return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
  }

  /// `7 min 12 s behind the service's`, or nil for a difference that no signature is refused for.
  static func clock(_ ahead: Int64?) -> String? {
    guard let ahead, ahead.magnitude > 300 else { return nil }
    return "this machine's clock is \(duration(ahead)) \(ahead > 0 ? "ahead of" : "behind") the service's"
  }
}

extension AWSError: CustomStringConvertible {
  public var description: String {
    guard let remark = operation?.remark else { return words }
    return "\(words). \(remark)"
  }

  private var operation: AWSOperation? {
    switch self {
    case .noCredentials, .configuration: nil
    case .refused(let error), .notFound(let error), .service(let error): error.operation
    case .vanished(let operation), .changed(let operation), .transport(_, let operation),
      .malformedAnswer(_, let operation):
      operation
    }
  }

  private var words: String {
    switch self {
    case .noCredentials(let reasons):
      let asked = CredentialReason.list(reasons)
      return "no AWS credentials. Asked in turn: \(asked.isEmpty ? "nobody" : asked). "
        + "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    case .configuration(let what):
      return what
    case .refused(let error), .notFound(let error), .service(let error):
      return error.description
    case .vanished(let operation):
      return "\(operation.resource) is gone: it was deleted after it was listed"
    case .changed(let operation):
      return "\(operation.resource) changed while it was read. Run again to ship it as it is now"
    case .transport(let error, let operation):
      return "cannot \(operation.verb) \(operation.resource): \(error)"
    case .malformedAnswer(let what, let operation):
      return "cannot \(operation.verb) \(operation.resource): the answer is not one that AWS gives: \(what)"
    }
  }
}
