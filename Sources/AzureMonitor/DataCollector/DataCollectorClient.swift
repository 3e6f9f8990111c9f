import Transport

/// Sends batches to the HTTP Data Collector API, each attempt signed afresh.
public final class DataCollectorClient: Destination {
  public let name: String
  private let configuration: DataCollectorConfiguration
  private let http: HTTPClient
  private let answers: DataCollectorAnswers
  private let now: @Sendable () -> Int64
  private let key: HeldKey

  /// Makes a client.
  ///
  /// - Parameters:
  ///   - configuration: The table and its address.
  ///   - http: The one door; it may be shared.
  ///   - now: Seconds since 1970.
  /// - Throws: `SharedKey.NotBase64`.
  public init(
    _ configuration: DataCollectorConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Int64
  ) throws(SharedKey.NotBase64) {
    self.configuration = configuration
    self.http = http
    self.now = now
    name = "workspace \(configuration.workspaceID)"
    answers = DataCollectorAnswers(name: name)
    key = try HeldKey(configuration)
  }

  public func send(_ body: any BodyBytes, to table: String, silentCloses: Int) -> Answer {
    send(.borrowed(body), to: table, silentCloses: silentCloses)
  }

  public func readCredentialsAgain(refusedSince began: ContinuousClock.Instant) -> Renewal {
    key.renew(refusedSince: began)
  }

  /// Sends one signed request that stores nothing, to prove address, key, clock and network.
  ///
  /// - Parameter table: A log type; it need not be there.
  /// - Returns: As for a batch; the service complains of an empty array only after it has accepted the signature.
  public func probe(_ table: String) -> Answer {
    let body = Array("[]".utf8)
    switch send(.bytes(body), to: table, silentCloses: 0) {
    case .halve(.invalidData): return .accepted
    case let answer: return answer
    }
  }

  private func send(_ body: RequestBody, to table: String, silentCloses: Int) -> Answer {
    let date = HTTPDate.format(now())
    let authorization = key.current.authorization(bodyBytes: body.byteCount, date: date)
    do throws(TransportError) {
      let response = try http.send(request(body, to: table, date, authorization))
      return answers.answer(to: response, bodyBytes: body.byteCount, signature: authorization.signature, now: now())
    } catch {
      return answers.answer(to: error, bodyBytes: body.byteCount, silentCloses: silentCloses)
    }
  }

  private func request(
    _ body: RequestBody, to table: String, _ date: String, _ authorization: SharedKey.Authorization
  ) -> Request {
    var headers = [
      Header("Content-Type", SharedKey.contentType),
      Header("Log-Type", table),
      Header("x-ms-date", date),
      Header("Authorization", authorization.value),
    ]
    if let column = configuration.timeColumn { headers.append(Header("time-generated-field", column)) }
    if let resource = configuration.resourceID { headers.append(Header("x-ms-AzureResourceId", resource)) }
    // The status decides and the first words tell why: an acceptance with a long page behind it is one all the same.
    return Request(.post, configuration.url, headers: headers, body: body, answerBeyondLimit: .cutOff)
  }
}
