import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// Decides what happens to each request: the fault that it meets, the endpoint's checks, the store, the answer.
///
/// It knows no socket; `ConnectionHandler` brings requests and carries replies out.
final class Workspace: Sendable {
  /// What the connection does once a request is dealt with.
  enum Reply {
    case answer(status: Int, headers: HTTPHeaders, body: [UInt8])
    case close, reset, silence
  }

  private let endpoints: [any Endpoint]
  private let store: RecordStore
  private let faults: FaultPlan
  private let oversized: OversizedBody
  private let report: @Sendable (String) -> Void
  private let posts = Atomic<Int>(0)
  private let tally = Mutex(WorkspaceSummary())

  init(
    endpoints: [any Endpoint], store: RecordStore, faults: FaultPlan, oversized: OversizedBody,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.endpoints = endpoints
    self.store = store
    self.faults = faults
    self.oversized = oversized
    self.report = report
  }

  var summary: WorkspaceSummary {
    tally.withLock { $0 }
  }

  /// Begins a request when its head has come: gives a POST its number and with that its faults.
  ///
  /// A POST that brings no batch, as for a token, gets none, so that plans of faults stay about batches.
  func begin(_ head: HTTPRequestHead) -> Exchange {
    let path = ReceivedRequest(head: head, body: ByteBuffer()).path
    let endpoint = endpoints.first { $0.owns(path: path) }
    guard head.method == .POST, endpoint?.takesBatches != false else {
      return Exchange(head: head, number: nil, faults: ActiveFaults(), endpoint: endpoint)
    }
    let number = posts.add(1, ordering: .relaxed).newValue
    return Exchange(head: head, number: number, faults: faults.faults(at: number), endpoint: endpoint)
  }

  /// Notes a request whose connection breaks in mid-body.
  func breakOff(_ exchange: Exchange, fault: String) {
    var entry = entry(of: exchange, now: clock(exchange))
    entry.fault = fault
    conclude(entry, outcome: "broken off in mid-body")
  }

  /// Deals with a request whose body is complete.
  func handle(_ exchange: Exchange) -> Reply {
    let now = clock(exchange)
    var entry = entry(of: exchange, now: now)
    entry.fault = exchange.faults.clockText
    if let decisive = exchange.faults.decisive, decisive.fault != .lost200 {
      entry.fault = decisive.text
      return strike(decisive.fault, exchange, entry, now: now)
    }
    if exchange.isOversized { return refuseOversized(exchange, entry, now: now) }
    guard let endpoint = exchange.endpoint else {
      return refuse(.withoutCode(404, "no such path"), exchange, entry, now: now)
    }
    do throws(Refusal) {
      switch try endpoint.respond(to: exchange.request, now: now) {
      case .answer(let body):
        entry.status = 200
        conclude(entry, outcome: "200")
        return reply(status: 200, body: body, now: now)
      case .intake(let intake):
        for marked in exchange.faults.marked {
          guard case .marked(let marker, let code) = marked.fault, intake.body.contains(marker) else { continue }
          entry.fault = marked.text
          throw Refusal(
            status: 400, code: code ?? endpoint.documentedCode(of: 400),
            message: "The body contains what this workspace was told to refuse.")
        }
        return accept(intake, at: endpoint, exchange, entry, now: now)
      }
    } catch {
      return refuse(error, exchange, entry, now: now)
    }
  }

  private func accept(
    _ intake: Intake, at endpoint: any Endpoint, _ exchange: Exchange, _ entry: RequestEntry, now: Int
  ) -> Reply {
    var entry = entry
    let loses = exchange.faults.decisive?.fault == .lost200
    entry.status = loses ? nil : endpoint.acceptedStatus
    if loses { entry.fault = exchange.faults.decisive?.text }
    let changes: [TypedTable.TypeChange]
    do {
      changes = try store.store(entry, intake, now: now)
    } catch {
      report("cannot store: \(error)")
      let refusal = Refusal(status: 500, code: endpoint.documentedCode(of: 500), message: "The store failed.")
      return answer(refusal, exchange, now: now)
    }
    tally.withLock { $0.count(entry, intake, changes) }
    for change in changes {
      let existing = change.existing.joined(separator: ", ")
      report(
        "type change in \(intake.table): a value of \(change.property) did not fit \(existing), made \(change.added)")
    }
    for line in intake.declared?.reports(table: intake.table) ?? [] { report(line.printable) }
    let outcome = loses ? "stored, closed without the answer" : "\(endpoint.acceptedStatus)"
    report(line(entry, records: intake.count, outcome: outcome))
    return loses ? .close : reply(status: endpoint.acceptedStatus, body: [], now: now)
  }

  private func strike(_ fault: Fault, _ exchange: Exchange, _ entry: RequestEntry, now: Int) -> Reply {
    switch fault {
    case .status(let status, let code, let retryAfter):
      let refusal = Refusal(
        status: status, code: code ?? exchange.endpoint?.documentedCode(of: status),
        message: "This workspace was told to answer so.")
      var extra = HTTPHeaders()
      switch retryAfter {
      case .text(let text): extra.add(name: "Retry-After", value: text)
      case .dateAhead(let seconds): extra.add(name: "Retry-After", value: HTTPTime.format(now + seconds))
      case nil: break
      }
      return refuse(refusal, exchange, entry, now: now, headers: extra)
    case .reset:
      conclude(entry, outcome: "reset")
      return .reset
    case .stall:
      conclude(entry, outcome: "no answer")
      return .silence
    default:
      conclude(entry, outcome: "closed")
      return .close
    }
  }

  private func refuseOversized(_ exchange: Exchange, _ entry: RequestEntry, now: Int) -> Reply {
    if let refusal = exchange.endpoint?.oversized(exchange.size) { return refuse(refusal, exchange, entry, now: now) }
    switch oversized {
    case .close:
      conclude(entry, outcome: "over the limit, closed")
      return .close
    case .reset:
      conclude(entry, outcome: "over the limit, reset")
      return .reset
    case .notFound: return refuse(.withoutCode(404, "too large"), exchange, entry, now: now)
    case .tooLarge: return refuse(.withoutCode(413, "too large"), exchange, entry, now: now)
    }
  }

  private func refuse(
    _ refusal: Refusal, _ exchange: Exchange, _ entry: RequestEntry, now: Int, headers: HTTPHeaders = [:]
  ) -> Reply {
    var entry = entry
    entry.status = refusal.status
    entry.code = refusal.code
    conclude(entry, outcome: "\(refusal.status) \(refusal.code ?? refusal.message)")
    return answer(refusal, exchange, now: now, headers: headers)
  }

  private func answer(_ refusal: Refusal, _ exchange: Exchange, now: Int, headers: HTTPHeaders = [:]) -> Reply {
    var headers = headers
    if let seconds = refusal.retryAfter { headers.add(name: "Retry-After", value: String(seconds)) }
    let body = exchange.endpoint?.body(of: refusal, now: now) ?? []
    return reply(status: refusal.status, body: body, now: now, headers: headers)
  }

  private func reply(status: Int, body: [UInt8], now: Int, headers: HTTPHeaders = [:]) -> Reply {
    var headers = headers
    headers.add(name: "Date", value: HTTPTime.format(now))
    headers.add(name: "x-ms-request-id", value: UUID().uuidString.lowercased())
    // RFC 9110, section 8.6: an answer without content has no length either.
    if status != 204 { headers.add(name: "Content-Length", value: String(body.count)) }
    if !body.isEmpty { headers.add(name: "Content-Type", value: "application/json; charset=utf-8") }
    return .answer(status: status, headers: headers, body: body)
  }

  /// Writes down a request that stored nothing.
  private func conclude(_ entry: RequestEntry, outcome: String) {
    do {
      try store.note(entry)
    } catch {
      report("cannot store: \(error)")
    }
    tally.withLock { $0.count(entry) }
    report(line(entry, records: 0, outcome: outcome))
  }

  private func line(_ entry: RequestEntry, records: Int, outcome: String) -> String {
    let number = entry.number.map { "#\($0) " } ?? ""
    let fault = entry.fault.map { " (fault \($0))" } ?? ""
    let counts = "\(entry.bytes) bytes, \(records) records"
    return "\(number)\(entry.method) \(entry.table ?? entry.path), \(counts): \(outcome)\(fault)".printable
  }

  private func entry(of exchange: Exchange, now: Int) -> RequestEntry {
    let request = exchange.request
    return RequestEntry(
      number: exchange.number, at: ISODateTime(seconds: now).text, method: request.method, path: request.path,
      table: exchange.endpoint?.table(of: request), bytes: exchange.received,
      headersJSON: String(decoding: request.headersJSON, as: UTF8.self),
      clientRequestID: request.header("x-ms-client-request-id"))
  }

  private func clock(_ exchange: Exchange) -> Int {
    Int(Date().timeIntervalSince1970) + exchange.faults.clockOffset
  }
}
