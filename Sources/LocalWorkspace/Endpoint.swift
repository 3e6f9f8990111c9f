/// One of the service's APIs: which requests are its own, and how it answers them.
///
/// An endpoint checks and words; storing, faults and the connection are the same for all of them.
protocol Endpoint: Sendable {
  /// Whether a request to this path is this API's to answer.
  func owns(path: String) -> Bool

  /// The table that a request is for, as far as it tells, for the report of refused requests too.
  func table(of request: ReceivedRequest) -> String?

  /// The most bytes that a body may have, as it is sent.
  var bodyLimit: Int { get }

  /// Whether its POSTs bring batches: those alone are numbered, and with that meet faults.
  var takesBatches: Bool { get }

  /// The status that says that a batch is stored.
  var acceptedStatus: Int { get }

  /// What a request comes to, once everything about it was found to be as documented.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - now: The service's time in seconds since 1970.
  /// - Returns: What to store, or what to answer.
  /// - Throws: The refusal to answer with.
  func respond(to request: ReceivedRequest, now: Int) throws(Refusal) -> Response

  /// The code that the documentation gives to a status, where it gives one.
  func documentedCode(of status: Int) -> String?

  /// How a body over the limit is refused; nil where that is a setting of the workspace.
  func oversized(_ bytes: Int) -> Refusal?

  /// The body of an answer that refuses.
  ///
  /// - Parameters:
  ///   - refusal: What is refused, and why.
  ///   - now: The service's time in seconds since 1970.
  /// - Returns: JSON in this API's shape; empty where it has none.
  func body(of refusal: Refusal, now: Int) -> [UInt8]
}

/// What an endpoint makes of a request that it does not refuse.
enum Response {
  /// Records to store.
  case intake(Intake)
  /// A JSON text to answer with, and nothing to store.
  case answer([UInt8])
}
