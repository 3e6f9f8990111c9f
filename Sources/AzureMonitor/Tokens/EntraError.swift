import Digest
import FoundationEssentials
import Transport

/// Why Entra ID gave no token (Microsoft identity platform, "Error response" and "Authentication and authorization error
/// codes").
struct EntraError {
  private struct Body: Decodable {
    let error: String?
    let error_description: String?
    let error_codes: [Int]?
    let trace_id: String?
    let correlation_id: String?
  }

  let status: Int
  /// The number of `AADSTS…`.
  let code: Int?
  /// What was said, in brackets behind our own words.
  let said: String
  private let isBusy: Bool
  private let after: Duration?
  /// A sentence about a clock that is off; empty for one that is not.
  private let clock: String

  /// Reads an error answer.
  ///
  /// - Parameters:
  ///   - response: Of any status but 200.
  ///   - secret: What was sent as a proof, so that an answer that repeats it does not show it.
  ///   - now: This machine's time, in seconds since 1970.
  init(_ response: Response, withholding secret: Secret, now: Int64) {
    status = response.status
    let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
    let description = (body?.error_description ?? body?.error ?? "").withholding(secret)
    code = Self.code(in: description) ?? body?.error_codes?.first
    isBusy = status == 408 || status == 429 || status >= 500 || body?.error == "temporarily_unavailable"
    after = response.header("Retry-After").flatMap { RetryAfter.parse($0, now: now) }
    clock = ClockSkew(answer: response.head, now: now)?.sentence ?? ""
    var parts = ["\(status)\(code.map { " AADSTS\($0)" } ?? "")"]
    let text =
      body == nil ? String(decoding: response.body, as: UTF8.self) : Self.firstSentence(description)
    let words = ServiceWords.shown(text, withholding: secret)
    if !words.isEmpty { parts[0] += ": \(words)" }
    if let trace = body?.trace_id { parts.append("trace id \(ServiceWords.shown(trace, withholding: secret))") }
    if let correlation = body?.correlation_id {
      parts.append("correlation id \(ServiceWords.shown(correlation, withholding: secret))")
    }
    said = parts.joined(separator: ", ")
  }

  /// The failure that it comes to; `what` is a clause such as `cannot get a token of Entra for …`.
  func failure(_ what: String) -> TokenFailure {
    let meaning = code.flatMap { EntraMeaning.all[$0] }
    if isBusy || meaning?.weight == .passing {
      return TokenFailure(
        .unreachable, "\(what): \(meaning?.cause ?? "Entra is busy or out of order") (\(said))", after: after)
    }
    guard let meaning else {
      return TokenFailure(
        (300..<400).contains(status) || status == 404 ? .configuration : .refused,
        "\(what): Entra refuses it (\(said))\(clock). \(Self.lookUp(code))")
    }
    let dated = code.map(Self.datedCodes.contains) ?? false
    let words = "\(what): \(meaning.cause) (\(said)). \(meaning.remedy)\(dated ? clock : "")"
    switch meaning.weight {
    case .configuration: return TokenFailure(.configuration, words)
    case .refused, .passing: return TokenFailure(.refused, words)
    case .settling:
      return TokenFailure(.settling, "\(words). Entra needs some minutes to know a new federated credential")
    }
  }

  /// Those of an assertion, whose times are by this machine's clock; of a secret that has expired it tells nothing.
  private static let datedCodes: Set = [700_024, 700_027, 50_013]

  private static func lookUp(_ code: Int?) -> String {
    guard let code else {
      return "Check AZURE_AUTHORITY_HOST, if it is set, and whether a proxy answers in Entra's place"
    }
    return "What it means is at https://login.microsoftonline.com/error?code=\(code)"
  }

  /// The number behind the first `AADSTS`.
  private static func code(in text: String) -> Int? {
    guard let start = text.firstRange(of: "AADSTS") else { return nil }
    return Int(text[start.upperBound...].prefix { $0.isASCII && $0.isNumber }.prefix(9))
  }

  /// What stands between `AADSTS…:` and the end of a sentence, a line, or the ids that have fields of their own.
  private static func firstSentence(_ text: String) -> String {
    var rest = Substring(text)
    if rest.hasPrefix("AADSTS"), let colon = rest.firstIndex(of: ":") { rest = rest[rest.index(after: colon)...] }
    rest = rest.drop { $0 == " " }
    for end in [" Trace ID:", ". "] {
      if let found = rest.firstRange(of: end) { rest = rest[..<found.lowerBound] }
    }
    return String(rest.prefix { !$0.isNewline })
  }
}
