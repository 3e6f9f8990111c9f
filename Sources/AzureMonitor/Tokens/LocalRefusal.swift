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
  /// How long the agent wants to be left alone.
  let after: Duration?

  init(_ response: Response, now: Int64) {
    let body = try? JSONDecoder().decode(Body.self, from: Data(response.body))
    let said = body.map { [$0.error, $0.error_description ?? $0.message].compactMap { $0 }.joined(separator: ": ") }
    // What is no refusal may be a token.
    let text = response.status < 300 ? "" : said ?? response.text
    let shown = ServiceWords.shown(text)
    words = shown.isEmpty ? "\(response.status)" : "\(response.status) \(shown)"
    after = response.header("Retry-After").flatMap { RetryAfter.parse($0, now: now) }
  }
}
