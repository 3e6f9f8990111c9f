import Digest
import Synchronization
import Transport

/// Signs requests with AWS Signature Version 4; it sends nothing.
///
/// The path of a URL is encoded once, by whoever makes the URL, and then signed and sent as it is. What is signed
/// here agrees with botocore's `S3SigV4Auth` for S3 and with its `SigV4Auth` for every other service.
struct SigV4Signer: Sendable {
  /// The SHA-256 of no bytes at all, which every GET carries.
  static let emptyPayloadHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  /// Headers that proxies and libcurl may add, drop or rewrite, and that are therefore never signed.
  private static let unsigned: Set<String> = [
    "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
  ]

  let service: String
  let region: String
  let credentials: AWSCredentials
  private let key = DayKey()

  /// A signer of one service in one region.
  ///
  /// - Parameters:
  ///   - service: The name in the credential scope, such as `s3` or `sts`.
  ///   - region: The region in the credential scope, such as `eu-west-1`.
  ///   - credentials: Whose signature it is.
  init(service: String, region: String, credentials: AWSCredentials) {
    self.service = service
    self.region = region
    self.credentials = credentials
  }

  /// The headers of the request with the signature's own added, to be sent as they are.
  ///
  /// - Parameters:
  ///   - method: The request's method.
  ///   - url: Absolute and percent-encoded, without a fragment; its host is signed in lower case, without the
  ///     scheme's own port, as libcurl sends it.
  ///   - headers: What the caller sends. Earlier signature headers among them are replaced, so a retry is signed anew.
  ///   - payloadHash: The SHA-256 of the body in lower-case hexadecimal.
  ///   - time: Seconds since 1970.
  /// - Returns: The caller's headers, then `X-Amz-Date`, `X-Amz-Security-Token` where there is a token,
  ///   `X-Amz-Content-SHA256` for S3, and `Authorization`.
  func sign(
    _ method: Request.Method, url: String, headers: [Header] = [],
    payloadHash: String = SigV4Signer.emptyPayloadHash, at time: Int64
  ) -> [Header] {
    let stamp = UTCTime(time).basicText
    let day = String(stamp.prefix(8))
    let target = RequestTarget(url)
    let ours: Set<String> = [
      "authorization", "date", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
    ]
    var sent = headers.filter { !ours.contains($0.name.lowercased()) }
    sent.append(Header("X-Amz-Date", stamp))
    if let token = credentials.sessionToken {
      sent.append(Header("X-Amz-Security-Token", token.reveal()))
    }
    if service == "s3" {
      sent.append(Header("X-Amz-Content-SHA256", payloadHash))
    }

    let signed = Self.canonicalHeaders(sent, host: target.host)
    let names = signed.map(\.name).joined(separator: ";")
    let canonicalRequest = [
      method.rawValue, canonicalPath(target.path), Self.canonicalQuery(target.query),
      signed.map { "\($0.name):\($0.value)\n" }.joined(), names, payloadHash,
    ].joined(separator: "\n")
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let digest = Hex.encode(SHA256.hash(Array(canonicalRequest.utf8)))
    let stringToSign = "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(digest)"
    let signature = Hex.encode(HMACSHA256.authenticate(Array(stringToSign.utf8), key: key.of(day, derive: signingKey)))
    let credential = "Credential=\(credentials.accessKeyId)/\(scope)"
    sent.append(
      Header("Authorization", "AWS4-HMAC-SHA256 \(credential), SignedHeaders=\(names), Signature=\(signature)"))
    return sent
  }

  private func signingKey(_ day: String) -> [UInt8] {
    var key = Array("AWS4\(credentials.secretAccessKey.reveal())".utf8)
    for part in [day, region, service, "aws4_request"] {
      key = HMACSHA256.authenticate(Array(part.utf8), key: key)
    }
    return key
  }

  /// S3 signs a path as it is sent; every other service resolves dots and double slashes and encodes it once more.
  private func canonicalPath(_ path: String) -> String {
    guard service != "s3" else { return path }
    var segments: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
      if segment == ".." {
        _ = segments.popLast()
      } else {
        segments.append(segment)
      }
    }
    let end = path.hasSuffix("/") && !segments.isEmpty ? "/" : ""
    return PercentEncoding.path("/" + segments.joined(separator: "/") + end)
  }

  /// Pairs sorted by encoded name, then by encoded value; a name without `=` has an empty value.
  private static func canonicalQuery(_ query: String) -> String {
    guard !query.isEmpty else { return "" }
    let pairs = query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { pair in
      let equals = pair.firstIndex(of: UInt8(ascii: "="))
      return (
        name: Array(pair[..<(equals ?? pair.endIndex)]),
        value: equals.map { Array(pair[pair.index(after: $0)...]) } ?? []
      )
    }
    // Bytes and not strings are compared: a string's order follows Unicode, a signature's does not.
    let sorted = pairs.sorted { left, right in
      left.name == right.name
        ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
    }
    return sorted.map { String(decoding: $0.name + [UInt8(ascii: "=")] + $0.value, as: UTF8.self) }
      .joined(separator: "&")
  }

  /// Lower-case names in order, each with its values in order of appearance, their white space folded.
  private static func canonicalHeaders(_ headers: [Header], host: String) -> [Header] {
    var values: [String: [String]] = [:]
    for header in headers {
      let name = header.name.lowercased()
      guard !unsigned.contains(name) else { continue }
      // Most values have no white space at all, and looking for Unicode's is slow.
      let isPlain = header.value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      values[name, default: []].append(
        isPlain ? header.value : header.value.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
    if values["host"] == nil { values["host"] = [host] }
    return values.sorted { $0.key < $1.key }.map { Header($0.key, $0.value.joined(separator: ",")) }
  }
}

/// The key of the day that was signed on last, which costs four times as much as a signature.
private final class DayKey: Sendable {
  private let last = Mutex<(day: String, key: [UInt8])?>(nil)

  func of(_ day: String, derive: (_ day: String) -> [UInt8]) -> [UInt8] {
    if let last = last.withLock({ $0 }), last.day == day { return last.key }
    let key = derive(day)
    last.withLock { $0 = (day, key) }
    return key
  }
}

/// The parts of an absolute URL that a signature covers.
private struct RequestTarget {
  /// In lower case, with its port unless that is the scheme's own.
  let host: String
  /// Never empty, as on the wire.
  let path: String
  let query: String

  init(_ url: String) {
    let schemeEnd = url.firstRange(of: "://")
    let scheme = schemeEnd.map { url[..<$0.lowerBound].lowercased() } ?? ""
    let rest = url[(schemeEnd?.upperBound ?? url.startIndex)...]
    let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    var authority = rest[..<authorityEnd].lowercased()
    let ownPort = scheme == "https" ? ":443" : ":80"
    if authority.hasSuffix(ownPort) { authority.removeLast(ownPort.count) }
    host = authority
    let target = rest[authorityEnd...]
    let question = target.firstIndex(of: "?") ?? target.endIndex
    path = target.startIndex == question ? "/" : String(target[..<question])
    query = question == target.endIndex ? "" : String(target[target.index(after: question)...])
  }
}
