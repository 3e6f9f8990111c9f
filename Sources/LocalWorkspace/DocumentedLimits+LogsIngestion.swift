extension DocumentedLimits {
  /// What the Logs Ingestion API refuses or cuts.
  public enum LogsIngestion {
    // Page "Logs Ingestion API in Azure Monitor", and of "Azure Monitor service limits" the section "Logs ingestion API".

    /// The only value of `api-version` that the page names.
    public static let apiVersion = "2023-01-01"

    /// The most bytes of a body as it is sent: "Maximum allowed content length: 1048576 bytes (1 MB)".
    ///
    /// The words and the code are those that the gateway answers with (tests of Azure.Monitor.Ingestion in
    /// Azure/azure-sdk-for-net; JulianHayward/AzADServicePrincipalInsights issue 30).
    public static let bodyBytes = 1_048_576

    /// The most bytes of a body once it is unpacked.
    ///
    /// Not documented: what Microsoft's own exporter packs to, since more fails behind the gateway
    /// (open-telemetry/otel-arrow, azure_monitor_exporter/gzip_batcher.rs).
    public static let unpackedBytes = 50 << 20

    /// "Maximum size of field values: 64 KB. Fields longer than 64 KB are truncated."
    public static let fieldBytes = 65_536

    /// "Maximum requests/minute per DCR: 12,000", answered with 429 and `Retry-After`.
    public static let requestsPerMinute = 12_000

    /// "Maximum data/minute per DCR: 2 GB", read as the smaller of the two readings.
    public static let bytesPerMinute = 2_000_000_000

    /// The code for a body that cannot be read or holds another type than declared; the pages name none.
    public static let invalidBody = "InvalidPayload"

    /// The scope of a token, in the public cloud.
    public static let scope = "https://monitor.azure.com/.default"

    /// The names that no column may have, compared without case.
    ///
    /// Page "Add or delete tables and columns in Azure Monitor Logs".
    public static let reservedNames: Set<String> = [
      "_resourceid", "id", "_subscriptionid", "tenantid", "type", "uniqueid", "title",
    ]
  }
}
