/// Limits of the Logs Ingestion API (Azure Monitor, Service limits, "Logs ingestion API").
public enum LogsIngestionLimits {
  /// The largest body in bytes as it is sent.
  ///
  /// The gateway's refusal speaks of 1,048,576 bytes of the body as sent; 4 KiB less leave room for what else it may
  /// count.
  public static let sentBytes = 1_044_480
  /// The largest body in bytes before it is packed: above 50 MiB the service fails after the gateway took the request.
  public static let rawBytes = 50 << 20
  /// The largest body that is begun: records of access keys pack to a fifth, so that more is hardly ever of use, and each
  /// that is in flight takes its memory.
  static let begunBytes = 12_000_000
  /// The largest body before packing where the service counts that ("both compressed and uncompressed data").
  public static let smallRawBytes = 1_000_000
  /// The longest text of a field in bytes, above which the service cuts it; "64 KB" is read as 64,000.
  public static let fieldBytes = 64_000
  /// What one rule takes in a minute.
  static let minuteRequests = 12_000
  static let minuteBytes = 2_000_000_000
}
