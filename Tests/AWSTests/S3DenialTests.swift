import Foundation
import Support
import Testing
import Transport

@testable import AWS

@Suite struct S3DenialTests {
  static let key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  static let shipper = "User: arn:aws:sts::123456789012:assumed-role/shipper/session is not authorized to perform:"

  @Test(
    arguments: [
      (
        403, "AccessDenied",
        "\(shipper) kms:Decrypt on resource: \(key) because no identity-based policy allows the kms:Decrypt action",
        "role/shipper may not kms:Decrypt, because no identity-based policy allows the kms:Decrypt action "
          + "(403 AccessDenied). Allow kms:Decrypt on \(key)"
      ),
      (
        403, "AccessDenied",
        "\(shipper) kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in "
          + "this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access",
        "role/shipper may not kms:Decrypt, because the resource does not exist in this Region, no resource-based policies "
          + "allow access, or a resource-based policy explicitly denies access (403 AccessDenied). Allow kms:Decrypt on "
          + "the KMS key that the object is encrypted under, and in the key's own policy"
      ),
      (
        400, "KMS.DisabledException", "\(key) is disabled.",
        "the KMS key that the object is encrypted under is disabled [\(key) is disabled.] (400 KMS.DisabledException). "
          + "Enable it and run again"
      ),
      (
        400, "KMS.NotFoundException", "Invalid keyId '1234'",
        "the KMS key that the object is encrypted under is not there [Invalid keyId '1234'] "
          + "(400 KMS.NotFoundException), so nobody can read it"
      ),
      (
        400, "KMS.KMSInvalidStateException", "\(key) is pending deletion.",
        "the KMS key that the object is encrypted under cannot be used [\(key) is pending deletion.] "
          + "(400 KMS.KMSInvalidStateException). Look at the key's state and at the right to kms:Decrypt"
      ),
    ] as [(Int, String, String, String)])
  func aDenialOfTheKeyNamesIt(_ status: Int, _ code: String, _ message: String, _ words: String) throws {
    let server = try StandInServer(.answer(status, [:], errorBody(code, message)))
    let object = S3Object(bucket: "audit", key: "a", size: 1, eTag: nil, lastModified: 0)
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).s3.getObject(object) }
    #expect(error?.description == "cannot read s3://audit/a: \(words)")
    if case .refused = error { #expect(status == 403) } else { #expect(status == 400) }
  }

  @Test func anotherActionThanWasAskedForIsNamedWithItsResource() throws {
    let message = "\(Self.shipper) s3:GetObjectTagging on resource: \"arn:aws:s3:::audit/a\" because of a policy"
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", message)))
    let object = S3Object(bucket: "audit", key: "a", size: 1, eTag: nil, lastModified: 0)
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).s3.getObject(object) }
    #expect(
      error?.description
        == "cannot read s3://audit/a: role/shipper may not s3:GetObjectTagging, because of a policy (403 AccessDenied). "
        + "Allow it on arn:aws:s3:::audit/a")
  }

  @Test(arguments: [
    (
      "\(shipper) s3:GetObject on resource: \"arn:aws:s3:::audit/a\" because no identity-based policy allows the s3:GetObject action",
      "role/shipper may not s3:GetObject, because no identity-based policy allows the s3:GetObject action (403 AccessDenied). "
        + "Allow it on arn:aws:s3:::audit/*"
    ),
    (
      "\(shipper) s3:GetObject on resource: \"arn:aws:s3:::audit/a\" with an explicit deny in a resource-based policy",
      "role/shipper may not s3:GetObject, with an explicit deny in a resource-based policy (403 AccessDenied). "
        + "Lift that deny on arn:aws:s3:::audit/*"
    ),
  ])
  func theReasonThatAWSGivesIsTold(_ message: String, _ words: String) throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", message)))
    let object = S3Object(bucket: "audit", key: "a", size: 1, eTag: nil, lastModified: 0)
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).s3.getObject(object) }
    #expect(error?.description == "cannot read s3://audit/a: \(words)")
  }

  @Test func aNamedObjectMayAlsoNotExistAndAListedOneExists() throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", "Access Denied")))
    let client = try TestClient(server.url)
    let named = #expect(throws: AWSError.self) { try client.s3.getObject(bucket: "audit", key: "a") }
    #expect(
      named?.description
        == "cannot read s3://audit/a: this key may not s3:GetObject, or there is no such object, which "
        + "S3 tells only those who may s3:ListBucket on arn:aws:s3:::audit (403 AccessDenied). Allow it on "
        + "arn:aws:s3:::audit/*")
    let listed = #expect(throws: AWSError.self) { try client.s3.getObject(bucket: "audit", key: "a", isKnown: true) }
    #expect(
      listed?.description == "cannot read s3://audit/a: this key may not s3:GetObject (403 AccessDenied). Allow it on "
        + "arn:aws:s3:::audit/*")
  }

  @Test func aClockThatIsOffIsToldOverTheWire() throws {
    // S3 sends its own time with this error; a proxy's Date may be another.
    // Days, so that it does not matter how long the request takes.
    let time = Date(timeIntervalSinceNow: 2 * 86_400 + 3500).ISO8601Format()
    let body = errorBody("RequestTimeTooSkewed", "The difference is too large.", "<ServerTime>\(time)</ServerTime>")
    let server = try StandInServer(.answer(403, [:], body))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url).list("s3://audit/") }
    #expect(
      error?.description == "cannot list s3://audit/: this machine's clock is 2 d 0 h behind the service's "
        + "(403 RequestTimeTooSkewed). Set the clock and run again")
  }

  @Test(arguments: [
    ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-isob-east-1", "aws-iso-b"),
    ("eusc-de-east-1", "aws-eusc"), ("eu-west-1", "aws"),
  ])
  func whatToAllowIsNamedInItsPartition(_ region: String, _ partition: String) throws {
    let server = try StandInServer(.answer(403, [:], errorBody("AccessDenied", "Access Denied")))
    let error = #expect(throws: AWSError.self) { try TestClient(server.url, region: region).list("s3://audit/") }
    #expect(error?.description.hasSuffix("Allow it on arn:\(partition):s3:::audit") == true)
  }
}
