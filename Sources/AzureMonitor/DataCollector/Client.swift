import Digest
import Synchronization
import Transport

/// Sends batches to the HTTP Data Collector API, each attempt signed afresh.
public final class DataCollectorClient: Destination {
  public let name: String
  private let configuration: DataCollectorConfiguration
  private let http: HTTPClient
  private let answers: DataCollectorAnswers
  private let now: @Sendable () -> Int64
  private let key: Mutex<SharedKey>

  /// Makes a client; the key is read once now.
  ///
  /// - Parameters:
  ///   - configuration: The table and its address.
  ///   - http: The one door; it may be shared.
  ///   - now: Seconds since 1970.
  /// - Throws: What `configuration.readKey` throws, or `SharedKey.NotBase64`.
  public init(
    _ configuration: DataCollectorConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Int64
  ) throws {
    self.configuration = configuration
    self.http = http
    self.now = now
    name = "workspace \(configuration.workspaceID)"
    answers = DataCollectorAnswers(name: name)
    key = Mutex(try SharedKey(workspaceID: configuration.workspaceID, key: configuration.readKey()))
  }

  public func send(_ body: any BodyBytes, silentCloses: Int) -> Answer {
    let request = request(body: .borrowed(body))
    do throws(TransportError) {
      let response = try http.send(request)
      return answers.answer(to: response, bodyBytes: body.byteCount, now: now())
    } catch {
      return answers.answer(to: error, bodyBytes: body.byteCount, silentCloses: silentCloses)
    }
  }

  public func readCredentialsAgain() {
    // A key that cannot be read any more leaves the one that was good before; its refusal is what is reported then.
    guard let secret = try? configuration.readKey(),
      let fresh = try? SharedKey(workspaceID: configuration.workspaceID, key: secret)
    else { return }
    key.withLock { $0 = fresh }
  }

  /// Sends one signed request that stores nothing, to prove address, key, clock and network.
  ///
  /// - Returns: nil where the service took it, else what it said.
  public func probe() -> Answer.Refusal? {
    // An empty array is a valid body with no record in it.
    do throws(TransportError) {
      let response = try http.send(request(body: .bytes(Array("[]".utf8))))
      switch answers.answer(to: response, bodyBytes: 2, now: now()) {
      case .accepted: return nil
      case .refused(let refusal): return refusal
      // The signature is checked before the body: what complains of the body has accepted the rest.
      case .halve(.invalidData): return nil
      case .halve(let halve): return Answer.Refusal(kind: .configuration, words: "\(name) answered \(halve.words)")
      case .again(let again): return Answer.Refusal(kind: .configuration, words: "\(name) answered \(again.reason)")
      }
    } catch {
      return Answer.Refusal(kind: .configuration, words: "cannot reach \(name): \(error.description)")
    }
  }

  private func request(body: RequestBody) -> Request {
    let date = HTTPDate.format(now())
    let authorization = key.withLock { $0.authorization(bodyBytes: body.byteCount, date: date) }
    var headers = [
      Header("Content-Type", SharedKey.contentType),
      Header("Log-Type", configuration.logType),
      Header("x-ms-date", date),
      Header("Authorization", authorization),
    ]
    if let column = configuration.timeColumn { headers.append(Header("time-generated-field", column)) }
    if let resource = configuration.resourceID { headers.append(Header("x-ms-AzureResourceId", resource)) }
    return Request(.post, configuration.url, headers: headers, body: body)
  }
}
