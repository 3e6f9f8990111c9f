/// Which of AWS's own hosts are asked: those with FIPS 140 modules, those with IPv6 beside IPv4, both or neither.
struct EndpointVariant: Sendable, Equatable {
  /// `AWS_USE_FIPS_ENDPOINT`, or the profile's `use_fips_endpoint`.
  var fips = false
  /// `AWS_USE_DUALSTACK_ENDPOINT`, or the profile's `use_dualstack_endpoint`.
  var dualStack = false
}
