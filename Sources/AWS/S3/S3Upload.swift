import Digest
import Transport

extension S3Client {
  /// Above this size an object is sent in parts of this size (S3's smallest part is 5 MiB).
  static let partBytes = 16 << 20

  /// Writes an object, whole or not at all.
  ///
  /// A large one is sent in parts, which are taken back where one of them fails.
  ///
  /// - Parameters:
  ///   - bytes: The object.
  ///   - bucket: The bucket's name.
  ///   - key: The key, not encoded; an object that is there already is replaced.
  ///   - cleaner: Takes the parts back; another client where this one may be stopped meanwhile.
  /// - Throws: `S3UploadFailure`; what was there before is there still then.
  public func put(
    _ bytes: [UInt8], to bucket: String, key: String, cleaner: S3Client? = nil
  ) throws(S3UploadFailure) {
    try S3Upload(requests: requests, cleaner: (cleaner ?? self).requests, bucket: bucket, key: key)
      .send(bytes, partBytes: Self.partBytes)
  }
}

/// Why an object was not written.
public struct S3UploadFailure: Error, Sendable {
  public let error: AWSError
  /// Why the parts that had been sent could not be taken back; nil where none are left.
  public internal(set) var partsLeft: AWSError?
}

/// Brings one object to S3 (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html>).
struct S3Upload {
  let requests: S3Requests
  /// What takes back the parts of an upload that failed.
  let cleaner: S3Requests
  let bucket: String
  let key: String

  private var operation: AWSOperation { requests.writing(bucket: bucket, key: key) }

  /// Sends the object, in parts where it has more than `partBytes`.
  func send(_ bytes: [UInt8], partBytes: Int) throws(S3UploadFailure) {
    let upload: String
    do throws(AWSError) {
      guard bytes.count > partBytes else {
        let answer: UploadAnswer = try read(call(.put, body: bytes))
        return try refuse(answer)
      }
      upload = try begin()
    } catch {
      throw S3UploadFailure(error: error)
    }
    do throws(AWSError) {
      var tags: [String] = []
      for start in stride(from: 0, to: bytes.count, by: partBytes) {
        let part = Array(bytes[start..<min(start + partBytes, bytes.count)])
        tags.append(try send(part, number: tags.count + 1, of: upload))
      }
      try complete(upload, tags)
    } catch {
      throw S3UploadFailure(error: error, partsLeft: takeBack(upload))
    }
  }

  /// Removes the parts of an upload: of one that is never completed they are stored, and billed, until somebody does.
  ///
  /// - Returns: Why they are there still; nil where they are gone.
  private func takeBack(_ upload: String) -> AWSError? {
    do throws(AWSError) {
      _ = try cleaner.send(call(.delete, query: [("uploadId", upload)]))
      return nil
    } catch .notFound {
      return nil
    } catch {
      return error
    }
  }

  private func begin() throws(AWSError) -> String {
    let answer: UploadAnswer = try read(call(.post, query: [("uploads", "")]))
    guard let upload = answer.values["UploadId"], !upload.isEmpty else {
      throw .malformedAnswer("it has no UploadId", operation)
    }
    return upload
  }

  private func send(_ part: [UInt8], number: Int, of upload: String) throws(AWSError) -> String {
    let answer = try requests.send(
      call(.put, query: [("partNumber", "\(number)"), ("uploadId", upload)], body: part))
    guard let tag = answer.header("ETag") else { throw .malformedAnswer("it has no ETag", operation) }
    return tag
  }

  private func complete(_ upload: String, _ tags: [String]) throws(AWSError) {
    let parts = tags.enumerated().map { index, tag in
      "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(Self.escaped(tag))</ETag></Part>"
    }
    let body = "<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>"
    // S3 says 200 before it knows; what became of it is in the body.
    let answer: UploadAnswer
    do throws(AWSError) {
      answer = try read(call(.post, query: [("uploadId", upload)], body: Array(body.utf8)))
    } catch .notFound(let error) where error.code == "NoSuchUpload" {
      // An answer to a try before may have been lost.
      throw .malformedAnswer(
        "it does not know the upload any more, so that the object may be there whole; run again to be sure", operation)
    }
    try refuse(answer)
    guard answer.values["ETag"] != nil else { throw .malformedAnswer("it has no ETag", operation) }
  }

  /// Looks for an error behind a status of success.
  private func refuse(_ answer: UploadAnswer) throws(AWSError) {
    guard answer.root != "Error" else {
      throw .service(
        ServiceError(
          status: 200, code: answer.values["Code"] ?? "", message: answer.values["Message"] ?? "",
          operation: operation, withholding: requests.sentSecrets))
    }
  }

  private func read(_ call: S3Call) throws(AWSError) -> UploadAnswer {
    let response = try requests.send(call)
    var answer = UploadAnswer()
    if response.body.isEmpty { return answer }
    try answer.read(response.body, of: operation)
    return answer
  }

  private func call(
    _ method: Request.Method, query: [(name: String, value: String)] = [], body: [UInt8] = []
  ) -> S3Call {
    S3Call(method, bucket: bucket, key: key, query: query, body: body, operation: operation)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

/// The root of an answer and the texts right below it.
private struct UploadAnswer: XMLAnswer {
  private(set) var root = ""
  private(set) var values: [String: String] = [:]

  mutating func begin(_ path: [String]) throws(XMLProblem) {
    if path.count == 1 { root = path[0] }
  }

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    if path.count == 2 { values[path[1]] = text }
  }
}
