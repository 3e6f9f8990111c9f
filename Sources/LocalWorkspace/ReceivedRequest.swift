import NIOCore
import NIOHTTP1

/// A request as it arrived, its body complete.
struct ReceivedRequest: Sendable {
  let method: String
  /// The path without the query.
  let path: String
  let query: [(name: String, value: String)]
  let headers: HTTPHeaders
  let body: ByteBuffer

  init(head: HTTPRequestHead, body: ByteBuffer) {
    method = head.method.rawValue
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts.first.map(String.init) ?? ""
    query = parts.dropFirst().flatMap { $0.split(separator: "&") }.map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(sides[0]), sides.count > 1 ? String(sides[1]) : "")
    }
    headers = head.headers
    self.body = body
  }

  /// The value of a header, or nil if it is missing; values of a repeated header are joined.
  func header(_ name: String) -> String? {
    let values = headers[name]
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// The headers as a JSON object, without the one that proves who the client is.
  var headersJSON: [UInt8] {
    JSONText.object(headers.filter { $0.name.lowercased() != "authorization" }.map { ($0.name, .text($0.value)) })
  }
}
