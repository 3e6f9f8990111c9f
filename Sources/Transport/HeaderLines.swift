import Digest

/// A request's headers as libcurl wants them: `Name: value`, `Name;` for an empty value, `Name:` to leave one of its own out.
enum HeaderLines {
  /// The lines in the order given, with libcurl's own defaults turned off where the request does not ask for them.
  static func lines(of request: Request) -> [String] {
    var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    for name in ["Accept", "Content-Type", "Expect"] where !request.hasHeader(name) { lines.append("\(name):") }
    return lines
  }

  /// Checks that the headers say what they seem to say and do not contradict the body.
  ///
  /// - Throws: `TransportError` of phase `request`, without the value, which may be secret.
  static func check(_ request: Request, endpoint: String) throws(TransportError) {
    func refusal(_ reason: String) -> TransportError {
      TransportError(phase: .request, code: 0, reason: reason, endpoint: endpoint)
    }
    for header in request.headers {
      guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
        throw refusal("a header's name is empty or has a character that no name may have")
      }
      guard header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        throw refusal("the value of the header \(header.name) has a line break or another control character")
      }
      switch header.name.lowercased() {
      case "transfer-encoding", "expect":
        throw refusal("the header \(header.name) is not sent: bodies go out at once and in one piece")
      case "content-length" where header.value != String(request.body.byteCount):
        throw refusal("the header Content-Length is not the length of the body")
      default: break
      }
    }
    guard request.method != .head || request.body.byteCount == 0 else { throw refusal("HEAD has no body") }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}

extension Request {
  fileprivate func hasHeader(_ name: String) -> Bool {
    headers.contains { $0.name.lowercased() == name.lowercased() }
  }
}
