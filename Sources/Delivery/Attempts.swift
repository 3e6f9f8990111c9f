import AzureMonitor
import Logging
import Threads
import Transport

/// Sends one batch again and again until the destination has decided, or patience is at its end.
struct Attempts: Sendable {
  /// How often a 403 is tried again soon once the destination has accepted a batch in this run, and how many keys are tried.
  private static let refusalTries = 3
  /// How long it is tried from then on, so that a new key is found that is a while in coming: two keys may be rotated one
  /// after the other, and whoever keeps them may learn of it late.
  private static let refusalPatience = Duration.seconds(30)
  /// The least time between two of these tries.
  private static let refusalPause = Duration.milliseconds(2500)

  /// What the attempts came to.
  enum Outcome {
    case accepted
    case halve(Answer.Halve)
    /// With what is wrong with the key beside it, where it could not be read again.
    case stop(Problem, key: Problem? = nil)
    /// Another thread stopped the run.
    case stopped
  }

  private let destination: any Destination
  private let tables: RecordTables
  private let pacer: Pacer
  private let policy: RetryPolicy
  private let budgetWords: String
  private let isPatient: Bool
  private let report: RunReport
  private let log: Logger

  /// Makes ready to send.
  ///
  /// - Parameters:
  ///   - destination: Who is asked.
  ///   - tables: The destination's, by kind.
  ///   - pacer: The destination's.
  ///   - policy: The time between two attempts.
  ///   - budget: `retry.budget`, for messages.
  ///   - isPatient: True where a refused batch waits for a new key; false where its records go into the spool meanwhile,
  ///     from where they are tried again.
  ///   - report: Where attempts are counted.
  ///   - log: Where they are told.
  init(
    to destination: any Destination, tables: RecordTables, pacer: Pacer, policy: RetryPolicy, budget: Duration,
    isPatient: Bool, report: RunReport, log: Logger
  ) {
    self.destination = destination
    self.tables = tables
    self.pacer = pacer
    self.policy = policy
    budgetWords = "retry.budget (\(budget.shortForm))"
    self.isPatient = isPatient
    self.report = report
    self.log = log
  }

  /// Sends a batch until the destination has decided.
  func send(_ part: Batch) -> Outcome {
    var random = SystemRandomNumberGenerator()
    var attempts = 0
    var refusals = 0
    var refusedSince: ContinuousClock.Instant?
    var silentCloses = 0
    while true {
      guard pacer.waitForTurn() else { return .stopped }
      while let wait = destination.turn(for: part.body.byteCount) {
        guard pacer.pause(to: .now + wait) else { return .stopped }
      }
      report.count { counts in
        counts.requests += 1
        if attempts > 0 { counts.retries += 1 }
      }
      attempts += 1
      let began = ContinuousClock.now
      let begun = MonotonicTime.now
      switch destination.send(part.body, to: tables[part.kind], silentCloses: silentCloses) {
      case .accepted: return .accepted
      case .halve(let reason): return .halve(reason)
      case .refused(let refusal) where refusal.kind == .credentials:
        refusals += 1
        let since = refusedSince ?? began
        refusedSince = since
        let goesOn = pacer.hasAccepted && isPatient && .now - since < Attempts.refusalPatience
        var keyProblem: Problem?
        switch destination.readCredentialsAgain(refusedSince: began) {
        case .changed where refusals <= Attempts.refusalTries || goesOn:
          log.warning(
            "\(destination.name) refused the \(destination.credentials); there is another one now, and the batch is sent with it"
          )
          continue
        case .changed, .same: break
        case .failed(let failure):
          // A token that nobody gave was told as the refusal.
          if failure.words != refusal.words {
            keyProblem = Problem(failure, of: destination.credentials)
            log.warning("the \(destination.credentials) cannot be read again: \(failure.words)")
          }
        }
        // The same key was good a moment ago: the service, or something before it, is of two minds.
        guard pacer.hasAccepted, refusals <= Attempts.refusalTries || goesOn else {
          return .stop(Problem(refusal), key: keyProblem)
        }
        log.warning(
          "\(destination.name) refused the \(destination.credentials) after it had accepted others; the batch is sent again"
        )
        let soon = policy.delay(attempt: refusals, random: &random)
        let delay = refusals < Attempts.refusalTries ? soon : max(soon, Attempts.refusalPause)
        guard case .wait(let until) = pacer.backOff(since: begun, delay, asked: nil, forAll: false) else {
          return .stop(Problem(refusal), key: keyProblem)
        }
        if !pacer.pause(to: until) { return .stopped }
      case .refused(let refusal): return .stop(Problem(refusal))
      case .again(let again):
        if again.isSilentClose { silentCloses += 1 }
        let delay = policy.delay(attempt: attempts, random: &random)
        switch pacer.backOff(since: begun, delay, asked: again.after, forAll: again.isThrottled) {
        case .wait(let until):
          log.info("\(destination.name): \(again.reason); the batch is sent again")
          if !pacer.pause(to: until) { return .stopped }
        case .exhausted: return .stop(gaveUp(again))
        case .askedForMore:
          return .stop(
            Problem(
              again.isRefusal ? .credentials : .unsent,
              "\(destination.name) asks to be left alone for \(again.after?.shortForm ?? "long"), more than is left of "
                + "\(budgetWords): \(again.reason)"))
        }
      }
    }
  }

  private func gaveUp(_ again: Answer.Again) -> Problem {
    Problem(
      again.isRefusal ? .credentials : .unsent,
      "\(destination.name) accepted nothing within \(budgetWords); the last answer was: \(again.reason)")
  }
}
