import Foundation
import Synchronization
import Transport

/// Sends batches to the Logs Ingestion API, each to a stream of one data collection rule.
public final class LogsIngestionClient: Destination {
  public let name: String
  private let configuration: LogsIngestionConfiguration
  private let http: HTTPClient
  private let answers: LogsIngestionAnswers
  private let token: HeldToken
  /// The token that was refused last.
  private let refused = Mutex<AccessToken?>(nil)
  private let sizes: BodySizes
  private let packedBodies = PackedBodies(limit: LogsIngestionLimits.sentBytes)
  private let pace = MinutePace()
  private let now: @Sendable () -> Int64
  private let start = ContinuousClock.now

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - configuration: The rule and its address.
  ///   - token: What requests are let in by; who made it stops it.
  ///   - http: The one door; it may be shared.
  ///   - now: Seconds since 1970.
  public init(
    _ configuration: LogsIngestionConfiguration, token: HeldToken, http: HTTPClient,
    now: @escaping @Sendable () -> Int64
  ) {
    self.configuration = configuration
    self.token = token
    self.http = http
    self.now = now
    name = "rule \(configuration.ruleID)"
    answers = LogsIngestionAnswers(name: name)
    sizes = BodySizes(configuration)
  }

  public var bodyBytes: Int? { sizes.target }

  public var maxTimeSpan: Duration? { configuration.maxTimeSpan }

  public let credentials = "token"

  public var isLetIn: Bool { token.isValid }

  /// What the sign-in needs and nobody has given, told without asking anybody.
  public var missingForSignIn: [String] { token.missing }

  public func turn(for bytes: Int) -> Duration? {
    pace.turn(bytes, now: (ContinuousClock.now - start).components.seconds)
  }

  /// Who gave the token that requests are let in by; nil before the first one is got.
  public var tokenGiver: String? { token.giver }

  public func readCredentialsAgain(refusedSince began: ContinuousClock.Instant) -> Renewal {
    token.renew(refusedSince: began, with: refused.withLock { $0 })
  }

  public func send(_ body: any BodyBytes, to stream: String, silentCloses: Int) -> Answer {
    guard body.byteCount <= sizes.rawLimit else {
      return .halve(.tooLarge("\(body.byteCount) bytes are more than the service takes at once"))
    }
    guard configuration.packsBodies else {
      guard body.byteCount <= LogsIngestionLimits.sentBytes else {
        return .halve(.tooLarge("\(body.byteCount) bytes are more than a call may have"))
      }
      return send(.borrowed(body), raw: body.byteCount, isPacked: false, to: stream)
    }
    let packed = packedBodies.take()
    defer { if let packed { packedBodies.giveBack(packed) } }
    guard let packed, body.withBytes(packed.pack) else {
      // So that the next ones are begun smaller.
      sizes.packed(body.byteCount, to: LogsIngestionLimits.sentBytes + LogsIngestionLimits.sentBytes / 8)
      return .halve(.tooLarge("\(body.byteCount) bytes pack to more than a call may have"))
    }
    sizes.packed(body.byteCount, to: packed.byteCount)
    return send(.borrowed(packed), raw: body.byteCount, isPacked: true, to: stream)
  }

  /// Sends one request that stores nothing, to prove address, sign-in, role, stream and network.
  ///
  /// - Parameter stream: The name of a stream.
  /// - Returns: As for a batch.
  public func probe(_ stream: String) -> Answer {
    send(.bytes(Array("[]".utf8)), raw: 2, isPacked: false, to: stream)
  }

  private func send(_ body: RequestBody, raw: Int, isPacked: Bool, to stream: String) -> Answer {
    var sent = LogsIngestionAnswers.Sent(isPacked: isPacked, request: UUID().uuidString.lowercased())
    let held: AccessToken
    do throws(TokenFailure) {
      held = try token.current()
      sent.token = held.value
    } catch {
      return answers.answer(to: error)
    }
    do throws(TransportError) {
      let response = try http.send(request(body, sent, held, to: stream))
      // A body that is small enough as sent, and still too large: the service counts it unpacked.
      if response.status == 413, isPacked { sizes.refused(raw) }
      if response.status == 401 || response.status == 403 { refused.withLock { $0 = held } }
      return answers.answer(to: response, sent, now: now())
    } catch {
      return answers.answer(to: error, sent)
    }
  }

  private func request(
    _ body: RequestBody, _ sent: LogsIngestionAnswers.Sent, _ token: AccessToken, to stream: String
  ) -> Request {
    var headers = [
      Header("Content-Type", "application/json"),
      Header("Authorization", "Bearer \(token.value.reveal())"),
      Header("x-ms-client-request-id", sent.request),
    ]
    if sent.isPacked { headers.append(Header("Content-Encoding", "gzip")) }
    // The status decides and the first words tell why: an acceptance with a long page behind it is one all the same.
    return Request(
      .post, configuration.url(of: stream), headers: headers, body: body, answerBeyondLimit: .cutOff)
  }
}
