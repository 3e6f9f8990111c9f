import Digest
import Transport

/// A request to S3 before it has a region, a host and a signature.
struct S3Call: Sendable {
  let method: Request.Method
  let bucket: String
  let key: String?
  let query: [(name: String, value: String)]
  let headers: [Header]
  let body: [UInt8]
  let operation: AWSOperation
  let maxResponseBytes: Int

  init(
    _ method: Request.Method, bucket: String, key: String? = nil, query: [(name: String, value: String)] = [],
    headers: [Header] = [], body: [UInt8] = [], operation: AWSOperation, maxResponseBytes: Int = 1 << 20
  ) {
    self.method = method
    self.bucket = bucket
    self.key = key
    self.query = query
    self.headers = headers
    self.body = body
    self.operation = operation
    self.maxResponseBytes = maxResponseBytes
  }

  /// The SHA-256 of the body, which is signed.
  var payloadHash: String {
    body.isEmpty ? SigV4Signer.emptyPayloadHash : Hex.encode(SHA256.hash(body))
  }

  /// The query that asks for a version.
  static func query(_ version: String?) -> [(name: String, value: String)] {
    version.map { [(name: "versionId", value: $0)] } ?? []
  }
}
