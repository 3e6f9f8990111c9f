/// Where `http://` is taken, which anyone on the way can read and change.
public enum PlainHTTPRule: Sendable, Equatable {
  /// Only for this machine's own addresses: 127.0.0.0/8, [::1] and localhost.
  case loopbackOnly
  /// Also for these hosts (names or addresses), which are then never asked through a proxy.
  case alsoHosts(Set<String>)
  /// For every host, through a proxy where the environment names one.
  case any
}

/// What all requests of a client have in common.
public struct HTTPClientOptions: Sendable {
  public var userAgent: String
  public var timeouts: Timeouts
  /// A file of trusted certificates (PEM), in the place of libcurl's own file, as `curl --cacert` has it.
  public var caFile: String?
  /// The environment in which `CURL_CA_BUNDLE`, `SSL_CERT_DIR` and `SSL_CERT_FILE` are looked up.
  ///
  /// libcurl leaves those to its caller. The proxy variables it reads by itself, from the process.
  public var environment: [String: String]
  public var allowPlainHTTP: PlainHTTPRule

  /// Options of a client that trusts what the machine trusts, unless told otherwise.
  public init(
    userAgent: String, timeouts: Timeouts = Timeouts(), caFile: String? = nil, environment: [String: String] = [:],
    allowPlainHTTP: PlainHTTPRule = .loopbackOnly
  ) {
    self.userAgent = userAgent
    self.timeouts = timeouts
    self.caFile = caFile
    self.environment = environment
    self.allowPlainHTTP = allowPlainHTTP
  }
}

/// Which certificates a client trusts; nil leaves libcurl's own.
struct TrustStore: Equatable {
  var file: String?
  var folder: String?

  /// The choice that the curl tool makes: the setting, else `CURL_CA_BUNDLE`, else the two `SSL_CERT` variables; an empty
  /// variable is none.
  init(_ options: HTTPClientOptions) {
    func variable(_ name: String) -> String? {
      options.environment[name]?.unlessEmpty
    }
    if let file = options.caFile ?? variable("CURL_CA_BUNDLE") {
      self.file = file
    } else {
      file = variable("SSL_CERT_FILE")
      folder = variable("SSL_CERT_DIR")
    }
  }
}
