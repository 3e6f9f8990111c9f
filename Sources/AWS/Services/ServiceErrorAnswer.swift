import FoundationEssentials
import Transport

/// The error in an answer, in whichever of the forms that AWS's protocols have.
///
/// The query protocol answers `<ErrorResponse><Error><Code>`, the JSON protocols `__type` or a header, sign-on's tokens
/// the `error` of OAuth. What is in none of these forms leaves everything empty.
struct ServiceErrorAnswer {
  private(set) var code = ""
  private(set) var message = ""

  /// Reads the error of an answer.
  init(_ response: Response) {
    if let xml = XMLErrorAnswer(response.body) {
      (code, message) = (xml.code, xml.message)
      return
    }
    let json = try? JSONDecoder().decode(JSONErrorAnswer.self, from: Data(response.body))
    let named = response.header("x-amzn-ErrorType") ?? json?.__type ?? json?.code ?? json?.error ?? ""
    code = Self.bare(named)
    message = json?.message ?? json?.Message ?? json?.error_description ?? ""
  }

  /// `ParameterNotFound` of `com.amazonaws.ssm#ParameterNotFound:http://…`.
  private static func bare(_ name: String) -> String {
    let withoutLink = name.prefix { $0 != ":" }
    return String(withoutLink.split(separator: "#").last ?? "")
  }
}

private struct JSONErrorAnswer: Decodable {
  let __type: String?
  let code: String?
  let error: String?
  let message: String?
  let Message: String?
  let error_description: String?
}

private struct XMLErrorAnswer: XMLAnswer {
  private(set) var code = ""
  private(set) var message = ""

  /// Nil for what is no such XML.
  init?(_ bytes: [UInt8]) {
    guard bytes.contains(UInt8(ascii: "<")), (try? read(bytes)) != nil, !code.isEmpty else { return nil }
  }

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    switch path {
    case ["ErrorResponse", "Error", "Code"], ["Response", "Errors", "Error", "Code"]: code = text
    case ["ErrorResponse", "Error", "Message"], ["Response", "Errors", "Error", "Message"]: message = text
    default: break
    }
  }
}
