/// Limits of the HTTP Data Collector API (Azure Monitor, HTTP Data Collector API, "Data limits").
public enum DataCollectorLimits {
  /// The largest body in bytes; "30 MB" is read as 30,000,000, since the connection is closed above 30 MiB.
  public static let bodyBytes = 30_000_000
  /// The longest text of a field in bytes, above which the service cuts it silently; "32 KB" is read as 32,000.
  public static let fieldBytes = 32_000
  /// A body up to this size is never refused for its size: what fails with it fails for another reason.
  static let surelySmallBytes = 1_000_000
}
