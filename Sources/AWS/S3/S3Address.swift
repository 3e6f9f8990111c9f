/// Where a bucket is asked for: the URL of each request.
struct S3Address: Sendable {
  /// Nil for AWS's own hosts.
  let endpoint: Endpoint?

  /// The URL of a bucket or of one of its objects, percent-encoded once, as it is signed and sent.
  ///
  /// AWS's own hosts have the bucket in their name, unless that is no DNS label: certificates cover one label only, so
  /// a dotted name would be no match under TLS. An endpoint that somebody gave has it in the path.
  func url(bucket: String, key: String? = nil, query: [(name: String, value: String)] = [], region: String) -> String {
    var url: String
    if let endpoint {
      url = "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.basePath)/\(bucket)"
    } else {
      let host = "s3.\(region).\(Partition(region: region).dnsSuffix)"
      url = Self.isLabel(bucket) ? "https://\(bucket).\(host)" : "https://\(host)/\(bucket)"
    }
    if let key {
      url += "/" + PercentEncoding.path(key)
    } else if endpoint == nil, Self.isLabel(bucket) {
      url += "/"
    }
    return query.isEmpty ? url : "\(url)?\(PercentEncoding.query(query))"
  }

  /// Whether a bucket's name can be the first label of a host name.
  static func isLabel(_ bucket: String) -> Bool {
    bucket.utf8.count >= 3 && Region.isName(bucket)
  }
}
