import Transport

/// Where a bucket is asked for: the URL of each request.
struct S3Address: Sendable {
  /// Nil for AWS's own hosts.
  let endpoint: Endpoint?
  /// Which of AWS's own hosts; an endpoint that somebody gave is taken as it is.
  var variant = EndpointVariant()

  /// The URL of a bucket or of one of its objects, percent-encoded once, as it is signed and sent.
  ///
  /// AWS's own hosts have the bucket in their name, unless that is no DNS label: certificates cover one label only, so
  /// a dotted name would be no match under TLS. An endpoint that somebody gave has it in the path. An access point is
  /// always in the host's name.
  ///
  /// - Throws: `AWSError.configuration` where there is no such host.
  func url(
    bucket: String, key: String? = nil, query: [(name: String, value: String)] = [], region: String
  ) throws(AWSError) -> String {
    let (base, isWhole) = try base(bucket, region: region)
    var url = base
    if let key {
      url += "/" + PercentEncoding.path(key)
    } else if !isWhole {
      url += "/"
    }
    return query.isEmpty ? url : "\(url)?\(PercentEncoding.query(query))"
  }

  /// Scheme, host and the path before the key.
  ///
  /// - Returns: And whether that is the bucket's own URL; without a path it lacks the slash.
  private func base(_ bucket: String, region: String) throws(AWSError) -> (url: String, isWhole: Bool) {
    let point = AccessPoint(bucket: bucket)
    if let endpoint {
      guard let point else { return ("\(endpoint.scheme)://\(endpoint.authority)\(endpoint.basePath)/\(bucket)", true) }
      guard !endpoint.isNumeric else {
        throw .configuration(
          "\(point.arn): an access point stands before the name of a host, and the endpoint \(endpoint.authority) has "
            + "none. Give the endpoint by its host's name, or the bucket")
      }
      return (
        "\(endpoint.scheme)://\(point.label).\(endpoint.authority)\(endpoint.basePath)", !endpoint.basePath.isEmpty
      )
    }
    let partition = Partition(region: region)
    guard partition.hasFIPS || !variant.fips else { throw Self.missing("FIPS", partition, bucket) }
    guard partition.hasDualStack || !variant.dualStack else { throw Self.missing("dual-stack", partition, bucket) }
    let service = (point == nil ? "s3" : "s3-accesspoint") + (variant.fips ? "-fips" : "")
    let host = "\(service)\(variant.dualStack ? ".dualstack" : "").\(region).\(partition.dnsSuffix)"
    if let point { return ("https://\(point.label).\(host)", false) }
    return Self.isLabel(bucket) ? ("https://\(bucket).\(host)", false) : ("https://\(host)/\(bucket)", true)
  }

  private static func missing(_ kind: String, _ partition: Partition, _ bucket: String) -> AWSError {
    let name = kind == "FIPS" ? "fips" : "dualstack"
    return .configuration(
      "s3://\(Words.printable(bucket)): the partition \(partition.rawValue) has no \(kind) hosts. "
        + "Unset AWS_USE_\(name.uppercased())_ENDPOINT and the profile's use_\(name)_endpoint")
  }

  /// Whether a bucket's name can be the first label of a host name.
  static func isLabel(_ bucket: String) -> Bool {
    bucket.utf8.count >= 3 && Region.isName(bucket)
  }
}

extension Endpoint {
  /// Whether the host is an address in numbers, before which no name can stand.
  fileprivate var isNumeric: Bool {
    if authority.hasPrefix("[") { return true }
    let host = authority.prefix { $0 != ":" }
    return host.split(separator: ".").last.map { $0.allSatisfy(\.isNumber) } ?? true
  }
}
