/// Where each service is: AWS's own hosts, or what the user gave in their place.
///
/// The order is botocore's: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, its
/// `endpoint_url`; and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, or the profile's line of that name, turns all four off.
public struct ServiceEndpoints: Sendable {
  private let environment: [String: String]
  private let profile: SharedProfile?
  private let services: [String: [String: String]]
  let variant: EndpointVariant

  /// The endpoints that these variables and this profile name.
  ///
  /// - Parameters:
  ///   - environment: The process's variables.
  ///   - profile: The profile in force.
  ///   - files: Where the profile's `services` section is.
  /// - Throws: `AWSError.configuration` when the profile names a section that is not there.
  public init(
    environment: [String: String], profile: SharedProfile?, files: SharedConfiguration
  ) throws(AWSError) {
    self.environment = environment
    self.profile = profile
    func isOn(_ variable: String, _ setting: String) -> Bool {
      let value = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? profile?.value(setting)
      return value?.lowercased() == "true"
    }
    variant = EndpointVariant(
      fips: isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
      dualStack: isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
    isIgnoringURLs = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    guard !isIgnoringURLs, let profile, let section = profile.value("services") else {
      services = [:]
      return
    }
    do {
      guard let found = try files.services(section) else {
        throw AWSError.configuration(
          "profile \"\(Words.printable(profile.name))\" names [services \(Words.printable(section))], which is not in "
            + files.description)
      }
      services = found
    } catch let error as AWSError {
      throw error
    } catch {
      throw .configuration("\(error)")
    }
  }

  private let isIgnoringURLs: Bool

  /// The endpoint that the user gave for a service; nil for AWS's own.
  ///
  /// - Throws: `AWSError.configuration` when what was given is no endpoint.
  public func given(for service: AWSService) throws(AWSError) -> Endpoint? {
    guard !isIgnoringURLs else { return nil }
    let variable = "AWS_ENDPOINT_URL_\(service.endpointName)"
    let name = profile?.name ?? ""
    let candidates = [
      (environment[variable], variable), (environment["AWS_ENDPOINT_URL"], "AWS_ENDPOINT_URL"),
      (
        services[service.endpointName.lowercased()]?["endpoint_url"],
        "endpoint_url of \(service.rawValue) for profile \"\(Words.printable(name))\""
      ),
      (profile?.value("endpoint_url"), "endpoint_url of profile \"\(Words.printable(name))\""),
    ]
    for (value, origin) in candidates {
      guard let value, !value.isEmpty else { continue }
      return try Endpoint(value, origin: origin)
    }
    return nil
  }

  /// The URL that a service's paths are appended to.
  func url(of service: AWSService, in region: String) throws(AWSError) -> String {
    guard let endpoint = try given(for: service) else { return "https://\(service.host(in: region, variant))" }
    return "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.basePath)"
  }
}
