import Digest
import Foundation
import Support
import Synchronization
import Transport

@testable import AWS

extension S3Client {
  /// The first object of a listing, nil where there is none.
  func firstObject(in location: S3Location) throws -> S3Object? {
    var listing = listObjects(location, pageSize: 1)
    return try listing.next()
  }
}

/// A client for a server on this machine, and the waits that it would have made.
final class TestClient: Sendable {
  let s3: S3Client
  let waits = WaitList()

  convenience init(
    _ url: String, keyId: String = "AKIATEST", secret: String = "secret", region: String = "us-east-1"
  ) throws {
    let configuration = S3Configuration(
      region: try Region(setting: region, environment: [:], profile: nil), endpoint: try Endpoint(url, origin: "test"))
    try self.init(configuration, keyId: keyId, secret: secret)
  }

  /// A client of a stand-in under another name of this machine, before which a label can stand.
  convenience init(_ server: StandInServer, host: String, region: String = "us-east-1") throws {
    let port = server.url.split(separator: ":").last ?? ""
    try self.init("http://\(host):\(port)", region: region)
  }

  init(_ configuration: S3Configuration, keyId: String = "AKIATEST", secret: String = "secret") throws {
    let credentials = AWSCredentials(accessKeyId: keyId, secretAccessKey: Secret(secret))
    s3 = S3Client(
      configuration, http: HTTPClient(HTTPClientOptions(userAgent: "logship-test", allowPlainHTTP: .any)),
      credentials: RefreshingCredentials(now: { 0 }) { () throws(AWSError) in credentials },
      sleep: { [waits] in waits.add($0) }, now: { [waits] in waits.total })
  }

  /// All objects of a location.
  func list(_ location: String, pageSize: Int = 1000) throws -> [S3Object] {
    var listing = s3.listObjects(try S3Location(location), pageSize: pageSize)
    var objects: [S3Object] = []
    while let object = try listing.next() { objects.append(object) }
    return objects
  }
}

/// Waits that were asked for and not made.
final class WaitList: Sendable {
  private let list = Mutex<[Duration]>([])

  var count: Int { list.withLock { $0.count } }
  var total: Duration { list.withLock { $0.reduce(.zero, +) } }

  func add(_ wait: Duration) {
    list.withLock { $0.append(wait) }
  }
}

extension ObjectReader {
  /// Everything to the end, in pieces of a size that fits nothing.
  func readAll() throws -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4093)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try read(into: $0) }
      if count == 0 { return all }
      all += buffer[..<count]
    }
  }
}

/// The bytes of the stand-in's object.
func standInBytes(_ size: Int, seed: String = "a") -> [UInt8] {
  Array((0...(size / 32)).map { SHA256.hash(Array("\(seed):\($0)".utf8)) }.joined().prefix(size))
}

/// A listing's page with these keys, each an object of five bytes.
func listingPage(_ keys: [String], token: String? = nil, isTruncated: Bool? = nil, eTag: String = "&quot;one&quot;")
  -> String
{
  let contents = keys.map {
    """
    <Contents><Key>\($0)</Key><LastModified>2026-11-22T03:00:02.000Z</LastModified><ETag>\(eTag)</ETag>\
    <Size>5</Size><StorageClass>STANDARD</StorageClass></Contents>
    """
  }.joined()
  let next = token.map { "<NextContinuationToken>\($0)</NextContinuationToken>" } ?? ""
  return """
    <?xml version="1.0" encoding="UTF-8"?>
    <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>audit</Name>\
    <IsTruncated>\(isTruncated ?? (token != nil))</IsTruncated>\(contents)<EncodingType>url</EncodingType>\(next)\
    </ListBucketResult>
    """
}

/// An error as S3 writes it.
func errorBody(_ code: String, _ message: String = "", _ more: String = "") -> String {
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code><Message>\(message)</Message>\(more)</Error>"
}
