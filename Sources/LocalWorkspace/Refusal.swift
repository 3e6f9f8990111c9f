/// An answer that refuses a request, with the documented code where there is one.
///
/// `Endpoint.body(of:now:)` words it in the API's shape.
struct Refusal: Error, Equatable {
  let status: Int
  /// The code of the answer's body; nil where the documentation names none.
  let code: String?
  let message: String
  /// The value of `Retry-After`, in seconds.
  var retryAfter: Int?

  static func badRequest(_ code: String, _ message: String) -> Refusal {
    Refusal(status: 400, code: code, message: message)
  }

  static func invalidAuthorization(_ message: String) -> Refusal {
    Refusal(status: 403, code: "InvalidAuthorization", message: message)
  }

  static func withoutCode(_ status: Int, _ message: String) -> Refusal {
    Refusal(status: status, code: nil, message: message)
  }
}
