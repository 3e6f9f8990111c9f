import AWS
import Testing

@testable import Delivery

@Suite struct S3TemplateTests {
  @Test(arguments: [
    ("s3://b/AWSLogs/{account}/CloudTrail/{region}/{yyyy}/{MM}/{dd}/", true),
    ("s3://b/AWSLogs/{org}/x", true), ("s3://b/{yyyy}", true), ("s3://b/{a}{{MM}", true),
    ("s3://b/{Account}/", true), ("s3://b/{YYYY}/", true), ("s3://b/{mm}/", true),
    ("s3://b/{dd}\u{301}", true),
    ("s3://b/{other}/", true), ("s3://b/{}/", true), ("s3://b/{dd", true), ("s3://b/dd}\u{301}", true),
    ("s3://b/keys/2026", false), ("{dd}/keys", false), ("-", false),
  ])
  func aTemplateIsAnAddressWithABrace(_ text: String, _ isTemplate: Bool) {
    #expect(S3Template.isTemplate(text) == isTemplate)
  }

  @Test func whatIsAroundThePlaceholdersIsLiteral() throws {
    let template = try S3Template("s3://logs/a%20b//day={yyyy}-{MM}/{dd}/12_e\u{301}")
    #expect(template.bucket == "logs")
    #expect(
      template.segments == [
        [.literal("a%20b/")], [.literal("/")],
        [.literal("day="), .placeholder(.year), .literal("-"), .placeholder(.month), .literal("/")],
        [.placeholder(.day), .literal("/")], [.literal("12_e\u{301}")],
      ])
    #expect(template.description == "s3://logs/a%20b//day={yyyy}-{MM}/{dd}/12_e\u{301}")
  }

  @Test func anAccessPointHasTemplatesToo() throws {
    let arn = "arn:aws:s3:eu-west-1:123456789012:accesspoint/keys"
    let template = try S3Template("s3://\(arn)/k/{yyyy}/")
    #expect(template.bucket == arn)
    #expect(template.segments == [[.literal("k/")], [.placeholder(.year), .literal("/")], []])
  }

  @Test(arguments: [
    ("s3://logs/keys/", "it has no placeholder; there are {account}, {org}, {region}, {yyyy}, {MM}, {dd}"),
    ("s3://logs/{yyyy}/a?versionId=1", "a template names no version; leave out ?versionId=1"),
    ("s3://logs/{yyyy}/{dd", "a { has no } behind it"),
    ("s3://logs/{yyyy}/dd}", "a } has no { before it"),
    ("s3://logs/{yyyy}/{mm}/", "{mm} is no placeholder; did you mean {MM}?"),
    ("s3://logs/{YYYY}/", "{YYYY} is no placeholder; did you mean {yyyy}?"),
    (
      "s3://logs/{yyyy}/{hour}/",
      "{hour} is no placeholder; there are {account}, {org}, {region}, {yyyy}, {MM}, {dd}"
    ),
    ("s3://logs/{yyyy}/{}/", "{} is no placeholder; there are {account}, {org}, {region}, {yyyy}, {MM}, {dd}"),
    ("s3://logs/{account}/{account}/", "{account} is in it twice; once is the most"),
    ("s3://logs/{yyyy}/{yyyy}{MM}/", "{yyyy} is in it twice; once is the most"),
    (
      "s3://logs/{dd}/{MM}/{yyyy}/",
      "{yyyy}, {MM} and {dd} come in this order, and none without those before it, such as {yyyy}/{MM}/{dd}/"
    ),
    (
      "s3://logs/{yyyy}/{dd}/",
      "{yyyy}, {MM} and {dd} come in this order, and none without those before it, such as {yyyy}/{MM}/{dd}/"
    ),
    (
      "s3://logs/{MM}/",
      "{yyyy}, {MM} and {dd} come in this order, and none without those before it, such as {yyyy}/{MM}/{dd}/"
    ),
    ("s3://logs/{yyyy}/{region}", "{region} has no slash behind it, so nothing tells where it ends"),
    ("s3://logs/{account}_x", "{account} has no slash behind it, so nothing tells where it ends"),
  ])
  func aBadTemplateIsExplained(_ text: String, _ words: String) {
    #expect(throws: AWSError.configuration("\(text): \(words)")) { try S3Template(text) }
  }

  @Test func aPlaceholderInTheBucketIsRefusedAsABucketsName() {
    #expect(
      throws: AWSError.configuration(
        "s3://logs-{region}: a bucket's name has letters, digits, dots, hyphens and underscores only")
    ) { try S3Template("s3://logs-{region}/{yyyy}/") }
  }

  @Test func whatIsNotFitForPrintingIsNotPrinted() {
    #expect(
      throws: AWSError.configuration(
        "s3://logs/{yyyy}/{\\u{1b}}: {…} is no placeholder; there are {account}, {org}, {region}, {yyyy}, {MM}, {dd}")
    ) { try S3Template("s3://logs/{yyyy}/{\u{1B}}") }
  }
}
