import Digest
import Transport

/// The body of an error, as S3 writes it.
struct S3ErrorAnswer: XMLAnswer {
  private(set) var code = ""
  private(set) var message = ""
  private(set) var requestID: String?
  /// Where the bucket is, when the error is that it is elsewhere.
  private(set) var region: String?
  /// Of an object that is archived.
  private(set) var storageClass: String?
  /// The service's own clock, when the error is that ours differs.
  private(set) var serverTime: Int64?

  /// Reads a body; one that is no such XML, such as a proxy's page or none at all, leaves everything empty.
  init(_ bytes: [UInt8]) {
    do {
      try read(bytes)
    } catch {
      (code, message, requestID, region, storageClass, serverTime) = ("", "", nil, nil, nil, nil)
    }
  }

  mutating func begin(_ path: [String]) throws(XMLProblem) {
    guard path[0] == "Error" else { throw XMLProblem("it is no Error") }
  }

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    guard path.count == 2 else { return }
    switch path[1] {
    case "Code": code = text
    case "Message": message = text
    case "RequestId": requestID = text
    case "Region": region = text
    case "StorageClass": storageClass = text
    case "ServerTime": serverTime = UTCTime(iso8601: text)?.secondsSince1970
    default: break
    }
  }
}

extension ServiceError {
  /// The error that an answer of S3 tells of.
  ///
  /// `now` is when the answer came, in seconds since 1970, to compare the clocks by, and the secrets are what the request
  /// carried.
  init(
    _ head: ResponseHead, _ answer: S3ErrorAnswer, _ operation: AWSOperation, now: Int64,
    withholding secrets: [Secret] = []
  ) {
    self.init(
      status: head.status, code: answer.code, message: answer.message,
      requestID: head.header("x-amz-request-id") ?? answer.requestID, operation: operation,
      clockAhead: (answer.serverTime ?? head.header("Date").flatMap(HTTPDate.parse)).map { now - $0 },
      storageClass: answer.storageClass, withholding: secrets)
  }
}
