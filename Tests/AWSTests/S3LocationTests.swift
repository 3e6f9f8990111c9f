import Testing

@testable import AWS

@Suite struct S3LocationTests {
  @Test(arguments: [
    ("s3://audit", "audit", ""), ("s3://audit/", "audit", ""), ("s3://audit/keys/2026", "audit", "keys/2026"),
    ("s3://audit//x", "audit", "/x"), ("s3://audit/../x", "audit", "../x"),
    ("s3://audit/a%20b+c ?#", "audit", "a%20b+c ?#"),
    ("s3://dotted.name/a", "dotted.name", "a"), ("s3://Old_Name/a", "Old_Name", "a"),
    ("s3://audit/\u{301}x", "audit", "\u{301}x"),
  ])
  func thePrefixIsLiteral(_ text: String, _ bucket: String, _ prefix: String) throws {
    let location = try S3Location(text)
    #expect(location.bucket == bucket)
    #expect(Array(location.prefix.utf8) == Array(prefix.utf8))
  }

  @Test(arguments: [
    ("audit/keys", "audit/keys does not begin with s3://; a location is s3://BUCKET/PREFIX"),
    ("s3://", "s3://: the bucket's name is missing; a location is s3://BUCKET/PREFIX"),
    ("s3:///keys", "s3://: the bucket's name is missing; a location is s3://BUCKET/PREFIX"),
    ("s3://ab/", "s3://ab: a bucket's name has 3 to 63 characters"),
    ("s3://a b c/", "s3://a b c: a bucket's name has letters, digits, dots, hyphens and underscores only"),
    ("s3://bücket/", "s3://bücket: a bucket's name has letters, digits, dots, hyphens and underscores only"),
    ("s3://user@bucket/", "s3://user@bucket: a bucket's name has letters, digits, dots, hyphens and underscores only"),
    ("s3://.../", "s3://...: a bucket's name has a letter or a digit"),
    ("s3://b--usw2-az1--x-s3/", "s3://b--usw2-az1--x-s3: directory buckets (S3 Express One Zone) are not supported"),
  ])
  func aBadNameIsExplained(_ text: String, _ message: String) {
    #expect(throws: AWSError.configuration(message)) { try S3Location(text) }
  }

  @Test func aPrefixWithControlCharactersIsPrintedEscaped() throws {
    #expect(try S3Location("s3://audit/a\nb").description == "s3://audit/a\\u{a}b")
  }
}

@Suite struct S3ObjectTests {
  @Test(
    arguments: [
      ("a/", 0, "STANDARD", true, false), ("a/", 1, "STANDARD", false, false), ("a", 0, nil, false, false),
      ("a", 1, "GLACIER", false, true), ("a", 1, "DEEP_ARCHIVE", false, true), ("a", 1, "GLACIER_IR", false, false),
    ] as [(String, Int64, String?, Bool, Bool)])
  func tellsWhatCostsNoGetAndWhatIsRefusedOne(
    _ key: String, _ size: Int64, _ storageClass: String?, _ isFolderMarker: Bool, _ isArchived: Bool
  ) {
    let object = S3Object(
      bucket: "audit", key: key, size: size, eTag: nil, lastModified: 0, storageClass: storageClass)
    #expect(object.isFolderMarker == isFolderMarker)
    #expect(object.isArchived == isArchived)
  }
}

@Suite struct S3AddressTests {
  @Test(arguments: [
    ("audit", "eu-west-1", "https://audit.s3.eu-west-1.amazonaws.com/a%20b"),
    ("audit", "us-east-1", "https://audit.s3.us-east-1.amazonaws.com/a%20b"),
    ("audit", "us-gov-west-1", "https://audit.s3.us-gov-west-1.amazonaws.com/a%20b"),
    ("audit", "cn-north-1", "https://audit.s3.cn-north-1.amazonaws.com.cn/a%20b"),
    ("dotted.name", "eu-west-1", "https://s3.eu-west-1.amazonaws.com/dotted.name/a%20b"),
    ("Old_Name", "us-east-1", "https://s3.us-east-1.amazonaws.com/Old_Name/a%20b"),
    ("-audit", "us-east-1", "https://s3.us-east-1.amazonaws.com/-audit/a%20b"),
    (
      String(repeating: "a", count: 64), "us-east-1",
      "https://s3.us-east-1.amazonaws.com/\(String(repeating: "a", count: 64))/a%20b"
    ),
  ])
  func theBucketIsInTheHostNameWhereThatWorks(_ bucket: String, _ region: String, _ url: String) throws {
    #expect(try S3Address(endpoint: nil).url(bucket: bucket, key: "a b", region: region) == url)
  }

  @Test func anEndpointOfOnesOwnHasTheBucketInThePath() throws {
    let address = S3Address(endpoint: try Endpoint("http://localhost:9000/base/", origin: "test"))
    #expect(try address.url(bucket: "audit", key: "//../x", region: "x") == "http://localhost:9000/base/audit///../x")
    #expect(
      try address.url(bucket: "audit", query: [("list-type", "2"), ("prefix", "a/ b")], region: "x")
        == "http://localhost:9000/base/audit?list-type=2&prefix=a%2F%20b")
  }

  @Test func aBucketAloneHasAPathThatIsNotEmpty() throws {
    let address = S3Address(endpoint: nil)
    #expect(try address.url(bucket: "audit", region: "eu-west-1") == "https://audit.s3.eu-west-1.amazonaws.com/")
    #expect(try address.url(bucket: "a.b", region: "eu-west-1") == "https://s3.eu-west-1.amazonaws.com/a.b")
  }
}
