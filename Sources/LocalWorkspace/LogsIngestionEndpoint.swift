import NIOCore

/// The Logs Ingestion API: `POST /dataCollectionRules/<id>/streams/<stream>?api-version=2023-01-01`, with a token.
///
/// Page "Logs Ingestion API in Azure Monitor". Of the codes, `NotFound`, `ContentLengthLimitExceeded`,
/// `OperationFailed` (403) and `RecordsTimeRangeIsMoreThan30Minutes` are those of Microsoft's pages and clients' tests;
/// the others are not documented and of this stand-in's own choice.
struct LogsIngestionEndpoint: Endpoint {
  let rule: DataCollectionRule
  let tokens: IssuedTokens
  let pace: RulePace
  /// How many seconds the times of one request may span; nil for any number, as for other than auxiliary tables.
  let timeSpan: Int?

  let bodyLimit = DocumentedLimits.LogsIngestion.bodyBytes
  let takesBatches = true
  let acceptedStatus = 204

  private static let root = "/dataCollectionRules/"

  func owns(path: String) -> Bool {
    path.hasPrefix(Self.root)
  }

  func table(of request: ReceivedRequest) -> String? {
    guard let (id, stream) = target(of: request.path), id == rule.id else { return nil }
    return rule.stream(named: stream)?.table
  }

  func respond(to request: ReceivedRequest, now: Int) throws(Refusal) -> Response {
    guard request.method == "POST" else {
      throw Refusal(status: 405, code: "MethodNotAllowed", message: "\(request.method) is not POST.")
    }
    try checkVersion(request)
    try checkToken(request, now: now)
    let stream = try stream(of: request.path)
    try checkContentType(request)
    let body = try unpacked(request)
    if let seconds = pace.wait(for: body.readableBytes, now: now) {
      throw Refusal(
        status: 429, code: documentedCode(of: 429), message: "The rule takes no more in this minute.",
        retryAfter: seconds)
    }
    let rows = try rows(in: body, of: stream)
    try checkTimeSpan(rows)
    return .intake(Intake(table: stream.table, body: body, content: .declared(rows)))
  }

  func documentedCode(of status: Int) -> String? {
    switch status {
    case 400: DocumentedLimits.LogsIngestion.invalidBody
    case 401: "InvalidToken"
    case 403: "OperationFailed"
    case 404: "NotFound"
    case 413: "ContentLengthLimitExceeded"
    case 429: "TooManyRequests"
    case 500: "InternalServerError"
    case 503: "ServiceUnavailable"
    default: nil
    }
  }

  func oversized(_ bytes: Int) -> Refusal? {
    Refusal(
      status: 413, code: documentedCode(of: 413),
      message: """
        Maximum allowed content length: \(bodyLimit) bytes (1 MB). Provided content length: \(bytes) bytes.
        """)
  }

  func body(of refusal: Refusal, now: Int) -> [UInt8] {
    guard let code = refusal.code else { return [] }
    let error = JSONText.object([("code", .text(code)), ("message", .text(refusal.message))])
    return JSONText.object([("error", .json(error))])
  }

  /// The rule's id and the stream's name in a path, or nil if it is not of that form.
  private func target(of path: String) -> (id: String, stream: String)? {
    let parts = path.dropFirst(Self.root.count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1] == "streams", !parts[0].isEmpty, !parts[2].isEmpty else { return nil }
    return (String(parts[0]), String(parts[2]))
  }

  private func stream(of path: String) throws(Refusal) -> RuleStream {
    guard let (id, name) = target(of: path) else {
      throw Refusal(
        status: 404, code: "NotFound", message: "The path is not \(Self.root)<immutable id>/streams/<stream>.")
    }
    guard id == rule.id else {
      throw Refusal(
        status: 404, code: "NotFound", message: "Data collection rule with immutable Id '\(id)' not found.")
    }
    guard let stream = rule.stream(named: name) else {
      throw .badRequest(
        "InvalidStream", "The stream '\(name)' is not declared in the data collection rule '\(id)'.")
    }
    return stream
  }

  private func checkVersion(_ request: ReceivedRequest) throws(Refusal) {
    guard let version = request.query.first(where: { $0.name == "api-version" })?.value, !version.isEmpty else {
      throw .badRequest("MissingApiVersionParameter", "The api-version query parameter is missing.")
    }
    guard version == DocumentedLimits.LogsIngestion.apiVersion else {
      throw .badRequest("UnsupportedApiVersion", "The api-version '\(version)' is not supported.")
    }
  }

  private func checkToken(_ request: ReceivedRequest, now: Int) throws(Refusal) {
    func invalid(_ message: String) -> Refusal {
      Refusal(status: 401, code: documentedCode(of: 401), message: message)
    }
    let words = (request.header("Authorization") ?? "").split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 2, words[0].lowercased() == "bearer", !words[1].isEmpty else {
      throw invalid("The Authorization header is not Bearer <token>.")
    }
    switch tokens.state(of: String(words[1]), now: now) {
    case .valid: break
    case .expired: throw invalid("The token is expired.")
    case .unknown: throw invalid("The token was not issued for this rule.")
    }
  }

  private func checkContentType(_ request: ReceivedRequest) throws(Refusal) {
    let type = request.header("Content-Type")?.prefix { $0 != ";" } ?? ""
    guard type.trimmingSpaces().lowercased() == "application/json" else {
      throw Refusal(status: 415, code: "UnsupportedMediaType", message: "The Content-Type is not application/json.")
    }
  }

  private func unpacked(_ request: ReceivedRequest) throws(Refusal) -> ByteBuffer {
    guard let encoding = request.header("Content-Encoding") else { return request.body }
    guard encoding.lowercased() == "gzip" else {
      throw Refusal(status: 415, code: "UnsupportedMediaType", message: "The Content-Encoding is not gzip.")
    }
    let limit = DocumentedLimits.LogsIngestion.unpackedBytes
    do throws(GzipFault) {
      return try GzipBody.unpack(request.body, limit: limit)
    } catch {
      switch error {
      case .damaged: throw .badRequest(DocumentedLimits.LogsIngestion.invalidBody, "The body is not gzip.")
      case .tooLong:
        throw Refusal(
          status: 413, code: documentedCode(of: 413), message: "The body has more than \(limit) bytes once unpacked.")
      }
    }
  }

  private func rows(in body: ByteBuffer, of stream: RuleStream) throws(Refusal) -> DeclaredRows {
    let records: BodyRecords
    do throws(MalformedBody) {
      records = try body.readRecords(.nested)
    } catch {
      throw .badRequest(
        DocumentedLimits.LogsIngestion.invalidBody, "Invalid JSON: byte \(error.offset): \(error.reason).")
    }
    if records.isOneObject {
      // The service answers 204 all the same, and no record ever comes up (MicrosoftDocs/azure-docs issue 112669).
      var nothing = DeclaredRows(columns: stream.columns)
      nothing.isObject = true
      return nothing
    }
    let result = body.withUnsafeReadableBytes { bytes -> Result<DeclaredRows, Refusal> in
      do throws(Refusal) {
        return .success(try stream.rows(of: records, body: bytes.assumingMemoryBound(to: UInt8.self)))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func checkTimeSpan(_ rows: DeclaredRows) throws(Refusal) {
    guard let timeSpan else { return }
    let times = rows.rows.compactMap { row in row.time.flatMap { ISODateTime($0, allowsSpace: true)?.seconds } }
    guard let first = times.min(), let last = times.max(), last - first > timeSpan else { return }
    throw .badRequest(
      "RecordsTimeRangeIsMoreThan30Minutes",
      "The records' TimeGenerated span \(last - first) seconds, more than the \(timeSpan) that the table takes.")
  }
}
