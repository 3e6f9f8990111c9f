/// One way to get a token.
protocol TokenSource: Sendable {
  /// As messages call it: `clientSecret`, `managedIdentity`, `default`.
  var name: String { get }

  /// What it needs and what nobody has given, each with the variable that may give it; empty where that cannot be told
  /// without asking.
  var missing: [String] { get }

  /// A new token; asked by one thread at a time, once each time.
  ///
  /// - Returns: What is good for a while from now on, not looked up in a cache of ours.
  /// - Throws: `TokenFailure`.
  func token() throws(TokenFailure) -> AccessToken
}

extension TokenSource {
  var missing: [String] { [] }
}
