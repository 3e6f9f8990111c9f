import Transport

/// One data collection rule, and how it is reached.
public struct LogsIngestionConfiguration: Sendable {
  /// How much goes into a call.
  public enum Packing: String, Sendable, CaseIterable {
    /// As much as fits as it is sent.
    case sent
    /// As much as fits before it is packed.
    case raw
  }

  /// Scheme and host of the rule's own endpoint, or of a data collection endpoint.
  public var endpoint: String
  /// The rule's immutable id, `dcr-` and 32 hexadecimal digits.
  public var ruleID: String
  /// Whether bodies are packed with gzip.
  public var packsBodies: Bool
  public var packing: Packing
  /// How far the times of one call may be apart; nil where nobody cares until the service does.
  public var maxTimeSpan: Duration?

  /// A rule whose bodies are packed unless told otherwise.
  public init(
    endpoint: String, ruleID: String, packsBodies: Bool = true, packing: Packing = .sent, maxTimeSpan: Duration? = nil
  ) {
    self.endpoint = endpoint
    self.ruleID = ruleID
    self.packsBodies = packsBodies
    self.packing = packing
    self.maxTimeSpan = maxTimeSpan
  }

  /// The address that batches for a stream are posted to
  /// (Azure Monitor, Logs Ingestion API, "Endpoint URI").
  ///
  /// - Parameter stream: A name of letters, digits, `-` and `_`.
  /// - Returns: An absolute URL.
  func url(of stream: String) -> String {
    let base = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    return "\(base)/dataCollectionRules/\(ruleID)/streams/\(stream)?api-version=2023-01-01"
  }
}
