import Digest
import FoundationEssentials
import Transport

/// What the agents of Azure say that hand out tokens on a machine, where they do not.
struct LocalRefusal {
  private struct Body: Decodable {
    let error: String?
    let error_description: String?
    let message: String?
  }

  /// Status and words, to stand in brackets.
  let words: String
  /// Whether the agent may give a token another time.
  let isNotReady: Bool
  /// How long the agent wants to be left alone.
  let after: Duration?

  /// Reads an answer.
  ///
  /// - Parameters:
  ///   - response: Of any status.
  ///   - secret: What the request was let in by, so that an answer that repeats it does not show it; nil for nothing.
  ///   - now: This machine's time, in seconds since 1970.
  init(_ response: Response, withholding secret: Secret? = nil, now: Int64) {
    let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
    let said = body.map { [$0.error, $0.error_description ?? $0.message].compactMap { $0 }.joined(separator: ": ") }
    // What is no refusal may be a token.
    let text = response.status < 300 ? "" : said ?? response.text
    let shown = ServiceWords.shown(text, withholding: secret)
    words = shown.isEmpty ? "\(response.status)" : "\(response.status) \(shown)"
    isNotReady = [408, 429].contains(response.status) || (500...599).contains(response.status)
    after = response.header("Retry-After").flatMap { RetryAfter.parse($0, now: now) }
  }
}
