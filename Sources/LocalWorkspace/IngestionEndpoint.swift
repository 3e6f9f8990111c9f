/// One of the service's APIs: which requests are its own, and which of those it accepts.
///
/// An endpoint checks; storing, faults and the connection are the same for all of them.
protocol IngestionEndpoint: Sendable {
  /// Whether a request to this path is this API's to answer.
  func owns(path: String) -> Bool

  /// The table that a request is for, as far as it tells, for the report of refused requests too.
  func table(of request: ReceivedRequest) -> String?

  /// The most bytes that a body may have.
  var bodyLimit: Int { get }

  /// What a request delivers, once everything about it was found to be as documented.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - now: The service's time in seconds since 1970.
  /// - Returns: The table and how to read the body.
  /// - Throws: The refusal to answer with.
  func check(_ request: ReceivedRequest, now: Int) throws(Refusal) -> Intake
}

/// What an accepted request delivers.
struct Intake {
  let table: String
  let records: FlatRecords
  /// The property that holds each record's time, if the request named one.
  let timeField: String?
}
