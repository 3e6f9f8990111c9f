/// An answer that refuses a request, with the documented code where there is one.
///
/// Page "HTTP Data Collector API", section "Return codes".
struct Refusal: Error, Equatable {
  let status: Int
  /// The `Error` of the answer's body; nil where the documentation names no code, and then the body is empty.
  let code: String?
  let message: String

  static func badRequest(_ code: String, _ message: String) -> Refusal {
    Refusal(status: 400, code: code, message: message)
  }

  static func invalidAuthorization(_ message: String) -> Refusal {
    Refusal(status: 403, code: "InvalidAuthorization", message: message)
  }

  static func withoutCode(_ status: Int, _ message: String) -> Refusal {
    Refusal(status: status, code: nil, message: message)
  }

  /// The body of the answer.
  var body: [UInt8] {
    guard let code else { return [] }
    var text = Array("{\"Error\":".utf8)
    JSONText.append(code, to: &text)
    text.append(contentsOf: ",\"Message\":".utf8)
    JSONText.append(message, to: &text)
    text.append(UInt8(ascii: "}"))
    return text
  }
}
