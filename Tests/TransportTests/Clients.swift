import Transport

extension HTTPClient {
  /// A client of a test: patient enough for a busy machine, unless the test is about patience.
  static func test(
    stall: Duration = .seconds(10), connect: Duration = .seconds(10), caFile: String? = nil,
    environment: [String: String] = [:], rule: PlainHTTPRule = .loopbackOnly
  ) -> HTTPClient {
    HTTPClient(
      HTTPClientOptions(
        userAgent: "logship-test/1", timeouts: Timeouts(connect: connect, stall: stall), caFile: caFile,
        environment: environment, allowPlainHTTP: rule))
  }

  /// The error of a request, or nil if it was answered.
  func failure(_ request: Request) -> TransportError? {
    do throws(TransportError) {
      _ = try send(request)
      return nil
    } catch {
      return error
    }
  }
}

extension ResponseStream {
  /// The rest of the body.
  func readAll(by size: Int = 64 << 10) throws(TransportError) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      var failure: TransportError?
      let count = buffer.withUnsafeMutableBytes { bytes -> Int in
        do throws(TransportError) {
          return try read(into: bytes)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }
}

/// A body that lends its bytes.
final class LentBytes: BodyBytes {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var byteCount: Int { bytes.count }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes(body)
  }
}

/// Bodies that show when a piece is lost, repeated or moved.
enum Bytes {
  /// A pattern whose length is a prime, so that no buffer's size is a multiple of it.
  static func varied(about count: Int) -> [UInt8] {
    let pattern = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 7) }
    return (0..<count / pattern.count).flatMap { _ in pattern }
  }
}

/// Answers of servers.
enum Answer {
  static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
  static let early = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large"
  static let half = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789"
  /// Some 7 s long at fifty bytes a second, either part.
  static let dripping =
    "HTTP/1.1 200 OK\r\n\(String(repeating: "X: 1\r\n", count: 60))Content-Length: 350\r\n\r\n"
    + String(repeating: "x", count: 350)
  static let chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\nX-Trailer: 1\r\n\r\n"
}
