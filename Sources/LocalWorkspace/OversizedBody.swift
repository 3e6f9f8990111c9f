/// What happens to a request whose body is over the API's limit.
///
/// The documentation has a 404 for "the request is too large"; users saw the connection closed without an answer
/// (saleem-mirza/serilog-azure-log-analytics issue 35), which is the default.
public enum OversizedBody: String, CaseIterable, Sendable {
  case close
  case reset
  case notFound = "404"
  case tooLarge = "413"
}
