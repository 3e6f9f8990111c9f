/// Which of AWS's own hosts are asked: those with FIPS 140 modules, those with IPv6 beside IPv4, both or neither.
public struct EndpointVariant: Sendable, Equatable {
  /// `AWS_USE_FIPS_ENDPOINT`, or the profile's `use_fips_endpoint`.
  public var fips: Bool
  /// `AWS_USE_DUALSTACK_ENDPOINT`, or the profile's `use_dualstack_endpoint`.
  public var dualStack: Bool

  /// The plain hosts, unless told otherwise.
  public init(fips: Bool = false, dualStack: Bool = false) {
    self.fips = fips
    self.dualStack = dualStack
  }
}
