import Digest

/// One workspace, and how it is reached.
public struct DataCollectorConfiguration: Sendable {
  /// The workspace's id, a GUID.
  public var workspaceID: String
  /// The workspace's key, Base64.
  public var key: Secret
  /// Reads the key from where it is kept, where it may be another one by now.
  public var readKey: @Sendable () throws(KeyFailure) -> Secret
  public var cloud: Cloud
  /// Scheme, host and port in place of the cloud's own, for a proxy or a stand-in.
  public var endpoint: String?
  /// The Azure resource that the records belong to (`x-ms-AzureResourceId`).
  public var resourceID: String?
  /// The column that holds each record's own time (`time-generated-field`).
  public var timeColumn: String?

  /// A workspace in the public cloud unless told otherwise.
  public init(
    workspaceID: String, cloud: Cloud = .public, endpoint: String? = nil, resourceID: String? = nil,
    timeColumn: String? = nil, key: Secret, readKey: @escaping @Sendable () throws(KeyFailure) -> Secret
  ) {
    self.workspaceID = workspaceID
    self.key = key
    self.readKey = readKey
    self.cloud = cloud
    self.endpoint = endpoint
    self.resourceID = resourceID
    self.timeColumn = timeColumn
  }

  /// The address that batches are posted to.
  var url: String {
    let base = endpoint ?? "https://\(workspaceID).\(cloud.dataCollectorSuffix)"
    let trimmed = base.hasSuffix("/") ? String(base.dropLast()) : base
    return "\(trimmed)\(SharedKey.resource)?api-version=2016-04-01"
  }
}
