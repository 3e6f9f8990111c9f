import Transport

/// Where each service is: AWS's own hosts, or what the user gave in their place.
///
/// The order is botocore's: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`, the profile's `services` section, its
/// `endpoint_url`; and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, or the profile's line of that name, turns all four off.
struct ServiceEndpoints: Sendable {
  private let environment: [String: String]
  private let profile: SharedProfile?
  /// What the profile's section says, or why it does not; which matters only where nothing stronger decides.
  private let services: Result<[String: [String: String]], AWSError>
  private let isIgnoringURLs: Bool
  let variant: EndpointVariant

  /// The endpoints that these variables and this profile name.
  ///
  /// - Parameters:
  ///   - environment: The process's variables.
  ///   - profile: The profile in force.
  ///   - files: Where the profile's `services` section is.
  init(environment: [String: String], profile: SharedProfile?, files: SharedConfiguration) {
    self.environment = environment
    self.profile = profile
    services = Result { () throws(AWSError) in try Self.services(of: profile, in: files) }
    func isOn(_ variable: String, _ setting: String) -> Bool {
      let value = environment[variable]?.unlessEmpty ?? profile?.value(setting)
      return value?.lowercased() == "true"
    }
    variant = EndpointVariant(
      fips: isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
      dualStack: isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
    isIgnoringURLs = isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
  }

  /// The endpoint that the user gave for a service; nil for AWS's own.
  ///
  /// - Throws: `AWSError.configuration` when what was given is no endpoint, or when it comes to the profile's `services`
  ///   and these are not there.
  func given(for service: AWSService) throws(AWSError) -> Endpoint? {
    guard !isIgnoringURLs else { return nil }
    let variable = "AWS_ENDPOINT_URL_\(service.endpointName)"
    for name in [variable, "AWS_ENDPOINT_URL"] {
      if let url = environment[name], !url.isEmpty { return try Endpoint(url, origin: name) }
    }
    guard let profile else { return nil }
    let title = ProfileLookup.title(profile.name)
    if let url = try services.get()[service.endpointName.lowercased()]?["endpoint_url"], !url.isEmpty {
      return try Endpoint(url, origin: "endpoint_url of \(service.rawValue) for \(title)")
    }
    return try profile.value("endpoint_url").map { (url: String) throws(AWSError) in
      try Endpoint(url, origin: "endpoint_url of \(title)")
    }
  }

  /// What the profile's `services` section says of each service; nothing where the profile names none.
  private static func services(
    of profile: SharedProfile?, in files: SharedConfiguration
  ) throws(AWSError) -> [String: [String: String]] {
    guard let profile, let section = profile.value("services") else { return [:] }
    let found: [String: [String: String]]?
    do throws(SharedConfigurationError) {
      found = try files.services(section)
    } catch {
      throw .configuration("\(error)")
    }
    if let found { return found }
    throw .configuration(
      "\(ProfileLookup.title(profile.name)) names [services \(Words.printable(section))], which is not in "
        + files.description)
  }

  /// The URL that a service's paths are appended to.
  func url(of service: AWSService, in region: String) throws(AWSError) -> String {
    guard let endpoint = try given(for: service) else { return "https://\(service.host(in: region, variant))" }
    return "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.basePath)"
  }
}
