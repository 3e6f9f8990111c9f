import Digest
import Transport

/// Reads the answers of the Logs Ingestion API (Azure Monitor, "Logs Ingestion API in Azure Monitor", and the
/// troubleshooting of "Tutorial: Send data to Azure Monitor Logs using REST API").
///
/// The documentation names few of the service's codes, so most of what they mean is taken from the status.
struct LogsIngestionAnswers {
  /// How messages name the rule.
  let name: String

  /// What was sent.
  struct Sent {
    let isPacked: Bool
    /// The `x-ms-client-request-id`.
    let request: String
    /// What it was let in by; nil where it had none.
    var token: Secret?
  }

  /// What an answer means for the batch.
  ///
  /// - Parameters:
  ///   - response: What the service said.
  ///   - sent: The request.
  ///   - now: This machine's time when the answer came, in seconds since 1970.
  /// - Returns: One of the four actions.
  func answer(to response: Response, _ sent: Sent, now: Int64) -> Answer {
    let words = ServiceWords(response.body, withholding: sent.token)
    let said = "\(response.status) \(words.phrase), request \(sent.request)"
    switch response.status {
    case 200..<300: return .accepted
    case let status where Answer.mayPass(status): return .again(response, said, now: now)
    case 413: return .halve(.tooLarge(said))
    case 400 where words.tells("RecordsTimeRangeIsMoreThan30Minutes"): return .halve(.timeRange(said))
    case 400 where isAboutRequest(words): return .refused(refusedRequest(said, response.status))
    case 400 where words.code == nil: return .halve(.unexplained(said))
    case 400: return .halve(.invalidData(said))
    case 401: return .refused(refusedToken(said, response.head, now: now))
    case 403: return .refused(denied(said))
    case 415, 501:
      let remedy = sent.isPacked ? "; set destination.logsIngestion.gzip to false" : ""
      return .refused(
        Answer.Refusal(kind: .configuration, words: "\(name) does not take the form of the request (\(said))\(remedy)"))
    default: return .refused(refusedRequest(said, response.status))
    }
  }

  /// What a missing answer means for the batch.
  func answer(to error: TransportError, _ sent: Sent) -> Answer {
    guard error.isTransient else {
      return .refused(
        Answer.Refusal(
          kind: .configuration, words: "cannot reach \(name): \(error.description), request \(sent.request)"))
    }
    return .again(Answer.Again(reason: "\(error.description), request \(sent.request)"))
  }

  /// What a missing token means for the batch.
  func answer(to failure: TokenFailure) -> Answer {
    switch failure.named.kind {
    case .unreachable: .again(Answer.Again(reason: failure.words, after: failure.after))
    case .settling: .again(Answer.Again(reason: failure.words, after: failure.after, isRefusal: true))
    case .refused: .refused(Answer.Refusal(kind: .credentials, words: failure.words))
    case .configuration, .unavailable: .refused(Answer.Refusal(kind: .configuration, words: failure.words))
    }
  }

  /// Whether a 400 concerns the address, so that no record of the batch is at fault.
  private func isAboutRequest(_ words: ServiceWords) -> Bool {
    guard let code = words.code?.lowercased() else { return false }
    return ["stream", "apiversion", "rule", "dcr", "endpoint"].contains { code.contains($0) }
  }

  private func refusedToken(_ said: String, _ head: ResponseHead, now: Int64) -> Answer.Refusal {
    let clock = ClockSkew(answer: head, now: now)?.sentence ?? ""
    return Answer.Refusal(
      kind: .credentials,
      words: "\(name) refused the token (\(said)): it is of another cloud or tenant, or has expired\(clock)")
  }

  private func denied(_ said: String) -> Answer.Refusal {
    Answer.Refusal(
      kind: .credentials,
      words: """
        \(name) refused us (\(said)): the identity needs the role Monitoring Metrics Publisher on the data collection \
        rule, and a new role assignment needs up to 30 minutes; or the rule takes data from a private link only
        """)
  }

  private func refusedRequest(_ said: String, _ status: Int) -> Answer.Refusal {
    let remedy =
      switch status {
      case 404: "check destination.logsIngestion.endpoint, ruleId and cloud"
      case 300..<400: "something answers in the service's place; redirects are not followed"
      default: "check destination.logsIngestion.ruleId and streams"
      }
    return Answer.Refusal(kind: .configuration, words: "\(name) refused the request (\(said)): \(remedy)")
  }
}

extension ServiceWords {
  /// Whether a code stands in the answer, wherever.
  fileprivate func tells(_ code: String) -> Bool { self.code == code || message.contains(code) }
}
