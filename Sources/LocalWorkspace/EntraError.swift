import Foundation

/// An error of Entra's token endpoint, by its AADSTS number.
///
/// Numbers and words are those of the page "Microsoft Entra authentication and authorization error codes" and of answers
/// that users show; `error` is that of RFC 6749, section 5.2, where it has one.
enum EntraError: Int {
  case noMatchingCredential = 70025
  case wrongAudience = 700212
  case invalidAssertion = 50027
  case wrongAssertionIdentity = 700021
  case assertionExpired = 700024
  case unsupportedGrant = 70003
  case scopeWithoutDefault = 1_002_012
  case unknownResource = 500_011
  case unknownTenant = 90002
  case missingParameter = 900_144
  case unknownClient = 700_016
  case wrongSecret = 7_000_215
  case noCredential = 7_000_216

  /// The `error` of the answer.
  var name: String {
    switch self {
    case .unsupportedGrant: "unsupported_grant_type"
    case .scopeWithoutDefault: "invalid_scope"
    case .unknownResource: "invalid_resource"
    case .unknownTenant, .missingParameter: "invalid_request"
    case .unknownClient: "unauthorized_client"
    default: "invalid_client"
    }
  }

  /// The answer's status: 401 where the client did not prove who it is (RFC 6749, section 5.2), else 400.
  var status: Int {
    name == "invalid_client" ? 401 : 400
  }

  /// The refusal that carries this error.
  func refusal(_ message: String) -> Refusal {
    Refusal(status: status, code: "AADSTS\(rawValue)", message: message)
  }

  /// The body of the answer to a refusal that `refusal(_:)` made, or nil for any other.
  static func body(of refusal: Refusal, now: Int) -> [UInt8]? {
    guard let code = refusal.code, let number = Int(code.dropFirst("AADSTS".count)),
      let error = EntraError(rawValue: number)
    else { return nil }
    let trace = UUID().uuidString.lowercased()
    let correlation = UUID().uuidString.lowercased()
    let timestamp = ISODateTime(seconds: now).text.replacing("T", with: " ")
    let trailer = "Trace ID: \(trace) Correlation ID: \(correlation) Timestamp: \(timestamp)"
    return JSONText.object([
      ("error", .text(error.name)), ("error_description", .text("\(code): \(refusal.message) \(trailer)")),
      ("error_codes", .json(Array("[\(number)]".utf8))), ("timestamp", .text(timestamp)), ("trace_id", .text(trace)),
      ("correlation_id", .text(correlation)),
      ("error_uri", .text("https://login.microsoftonline.com/error?code=\(number)")),
    ])
  }
}
