import NIOCore

/// The HTTP Data Collector API: `POST /api/logs?api-version=2016-04-01`, signed with the workspace's key.
///
/// Every check is one of the page "HTTP Data Collector API"; the order is that of the page's sections.
struct DataCollectorEndpoint: Endpoint {
  let workspaceID: String
  let key: SharedKey

  let bodyLimit = DocumentedLimits.bodyBytes
  let takesBatches = true
  let acceptedStatus = 200

  func owns(path: String) -> Bool {
    path == DocumentedLimits.path
  }

  func table(of request: ReceivedRequest) -> String? {
    request.header("Log-Type")
  }

  func respond(to request: ReceivedRequest, now: Int) throws(Refusal) -> Response {
    guard request.method == "POST" else { throw .withoutCode(405, "\(request.method) is not POST") }
    guard request.header("Transfer-Encoding") == nil, let length = request.header("Content-Length") else {
      throw .withoutCode(411, "the request has no Content-Length")
    }
    try checkVersion(request)
    try checkContentType(request)
    try checkAuthorization(request, length: length, now: now)
    let table = try checkLogType(request)
    let records = try checkBody(request)
    let content = Intake.Content.guessed(records, timeField: request.header("time-generated-field"))
    return .intake(Intake(table: table, body: request.body, content: content))
  }

  /// Page "HTTP Data Collector API", section "Return codes".
  func documentedCode(of status: Int) -> String? {
    switch status {
    case 400: "InvalidDataFormat"
    case 403: "InvalidAuthorization"
    case 500: "UnspecifiedError"
    case 503: "ServiceUnavailable"
    default: nil
    }
  }

  func oversized(_ bytes: Int) -> Refusal? { nil }

  func body(of refusal: Refusal, now: Int) -> [UInt8] {
    guard let code = refusal.code else { return [] }
    return JSONText.object([("Error", .text(code)), ("Message", .text(refusal.message))])
  }

  private func checkVersion(_ request: ReceivedRequest) throws(Refusal) {
    guard let version = request.query.first(where: { $0.name == "api-version" })?.value, !version.isEmpty else {
      throw .badRequest("MissingApiVersion", "The API version was not specified.")
    }
    guard version == DocumentedLimits.apiVersion else {
      throw .badRequest("InvalidApiVersion", "The API version \(version) is not recognized by the service.")
    }
  }

  private func checkContentType(_ request: ReceivedRequest) throws(Refusal) {
    guard let type = request.header("Content-Type"), !type.isEmpty else {
      throw .badRequest("MissingContentType", "The content type was not specified.")
    }
    guard type == DocumentedLimits.contentType else {
      throw .badRequest("UnsupportedContentType", "The content type was not set to application/json.")
    }
  }

  private func checkAuthorization(_ request: ReceivedRequest, length: String, now: Int) throws(Refusal) {
    guard let date = request.header("x-ms-date"), let seconds = HTTPTime.parse(date) else {
      throw .invalidAuthorization("x-ms-date is missing, or is no RFC 1123 date.")
    }
    let authorization = request.header("Authorization") ?? ""
    let words = authorization.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0] == "SharedKey",
      let colon = words[1].firstIndex(of: ":")
    else { throw .invalidAuthorization("The Authorization header is not SharedKey <workspace id>:<signature>.") }
    guard words[1][..<colon].lowercased() == workspaceID.lowercased() else {
      throw .badRequest("InvalidCustomerId", "The specified workspace ID is invalid.")
    }
    guard abs(seconds - now) <= DocumentedLimits.clockSkewSeconds else {
      throw .invalidAuthorization("x-ms-date is more than 15 minutes off the service's clock.")
    }
    let text = "POST\n\(length)\n\(DocumentedLimits.contentType)\nx-ms-date:\(date)\n\(DocumentedLimits.path)"
    guard let signature = key.signature(of: text), words[1][colon...] == ":\(signature)" else {
      throw .invalidAuthorization("The service failed to authenticate the request: the signature is wrong.")
    }
  }

  private func checkLogType(_ request: ReceivedRequest) throws(Refusal) -> String {
    guard let type = request.header("Log-Type"), !type.isEmpty else {
      throw .badRequest("MissingLogType", "The value required for the Log-Type header was not specified.")
    }
    guard type.utf8.allSatisfy(ColumnName.isLetterDigitUnderscore) else {
      throw .badRequest("InvalidLogType", "The log type has other characters than letters, digits and underscores.")
    }
    guard type.utf8.count <= DocumentedLimits.logTypeCharacters else {
      throw .badRequest("InvalidLogType", "The log type has more than 100 characters.")
    }
    return type
  }

  private func checkBody(_ request: ReceivedRequest) throws(Refusal) -> BodyRecords {
    guard request.header("Content-Encoding") == nil else {
      throw .badRequest("InvalidDataFormat", "An encoded body is not JSON.")
    }
    let records: BodyRecords
    do throws(MalformedBody) {
      records = try request.body.readRecords(.flat)
    } catch {
      throw .badRequest("InvalidDataFormat", "Invalid JSON was submitted: byte \(error.offset): \(error.reason).")
    }
    for name in records.names {
      if let fault = ColumnName.fault(of: name) { throw .badRequest("InvalidDataFormat", fault) }
    }
    return records
  }
}
