import Digest
import Transport

/// Reads the answers of the HTTP Data Collector API (Azure Monitor, HTTP Data Collector API, "Return codes").
struct DataCollectorAnswers {
  /// How messages name the workspace.
  let name: String

  /// What an answer means for the batch.
  ///
  /// - Parameters:
  ///   - response: What the service said.
  ///   - bodyBytes: Length of the batch.
  ///   - signature: What it was signed with; an answer that repeats it does not show it.
  ///   - now: This machine's time when the answer came, in seconds since 1970.
  /// - Returns: One of the four actions.
  func answer(to response: Response, bodyBytes: Int, signature: Secret, now: Int64) -> Answer {
    let words = ServiceWords(response.body, withholding: signature)
    let said = "\(response.status) \(words.phrase)"
    switch response.status {
    case 200..<300: return .accepted
    case let status where Answer.mayPass(status): return .again(response, said, now: now)
    case 413: return .halve(.tooLarge(said))
    // The documentation gives 404 for a wrong address and for a request that is too large.
    case 404 where bodyBytes > DataCollectorLimits.surelySmallBytes: return .halve(.tooLarge(said))
    case 400 where words.code == "InvalidDataFormat": return .halve(.invalidData(said))
    // The service always names a code; a proxy's filter does not, and one record must not stop all others for good.
    case 400 where words.code == nil: return .halve(.unexplained(said))
    case 403: return .refused(refusedCredentials(said, response.head, now: now))
    default: return .refused(refusedRequest(said, response.status))
    }
  }

  /// What a missing answer means for the batch.
  ///
  /// A body over 30 MB is met with a closed connection and no status (so users report); the second time that happens
  /// to a large batch, its size is taken for the reason.
  func answer(to error: TransportError, bodyBytes: Int, silentCloses: Int) -> Answer {
    let closed = error.phase == .noAnswer || error.phase == .send
    if closed, silentCloses > 0, bodyBytes > DataCollectorLimits.surelySmallBytes {
      return .halve(.tooLarge("the connection was closed twice without an answer"))
    }
    guard error.isTransient else {
      return .refused(Answer.Refusal(kind: .configuration, words: "cannot reach \(name): \(error.description)"))
    }
    return .again(
      Answer.Again(reason: error.description, isSilentClose: closed))
  }

  private func refusedCredentials(_ said: String, _ head: ResponseHead, now: Int64) -> Answer.Refusal {
    let clock = ClockSkew(answer: head, now: now).flatMap(Self.verdict)
    let causes = """
      a key that is not this workspace's or was regenerated; a clock over 15 min off; network isolation (a workspace \
      that takes data from private links only, which this API has no support for); local authentication disabled on \
      the workspace (DisableLocalAuth); a proxy that rewrites requests
      """
    let why = clock.map { "\($0). Other causes: \(causes)" } ?? "Likely causes: \(causes)"
    return Answer.Refusal(kind: .credentials, words: "\(name) refused the signature (\(said)): \(why)")
  }

  /// What the clock has to do with a refused signature; nil where it is right enough.
  private static func verdict(on clock: ClockSkew) -> String? {
    clock.words.map { difference in
      clock.isFatal
        ? "the cause is the clock: \(difference), and over 15 min every signature is refused. Set the clock and run again"
        : "the likely cause is the clock: \(difference)"
    }
  }

  private func refusedRequest(_ said: String, _ status: Int) -> Answer.Refusal {
    let remedy =
      switch status {
      case 404: "check destination.dataCollector.endpoint, workspaceId and cloud"
      case 300..<400: "something answers in the workspace's place; redirects are not followed"
      default: "the configuration does not fit the workspace; `logship check` shows what is set"
      }
    return Answer.Refusal(kind: .configuration, words: "\(name) refused the request (\(said)): \(remedy)")
  }
}
