import Testing

@testable import logship

@Suite struct ValueTests {
  @Test(arguments: [
    ("8000000", 8_000_000), ("8MB", 8_000_000), ("8 MB", 8_000_000), ("8m", 8_000_000), ("500k", 500_000),
    ("1GB", 1_000_000_000), ("2MiB", 2_097_152), ("1KiB", 1_024), ("7B", 7),
  ])
  func `Sizes are read with their units`(_ text: String, _ bytes: Int) {
    #expect(Size.parse(text) == bytes)
  }

  @Test(arguments: ["", "MB", "-1", "1.5MB", "8  MB", "8 MB ", "8TB", "9223372036854775807k", "٣"])
  func `What is no size is none`(_ text: String) {
    #expect(Size.parse(text) == nil)
  }

  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("90s", .seconds(90)), ("10m", .seconds(600)), ("2h", .seconds(7_200)),
    ("2d", .seconds(172_800)), ("0s", .zero),
  ])
  func `Times are read with their units`(_ text: String, _ duration: Duration) {
    #expect(DurationText.parse(text) == duration)
  }

  @Test(arguments: ["", "90", "s", "-1s", "1.5s", "1 s", "1h30m", "9223372036854775807d", "10001d", "5M"])
  func `What is no time is none`(_ text: String) {
    #expect(DurationText.parse(text) == nil)
  }

  @Test(arguments: [
    (Duration.seconds(60), "60s"), (.seconds(600), "10m"), (.seconds(90), "90s"), (.milliseconds(1_500), "1500ms"),
    (.zero, "0s"), (.seconds(5), "5s"), (.seconds(1), "1s"), (.seconds(3_600), "60m"), (.seconds(86_400 * 30), "30d"),
    (.milliseconds(1), "1ms"),
  ])
  func `Times are written as people write them`(_ duration: Duration, _ text: String) {
    #expect(DurationText.text(duration) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (30_000_000, "30,000,000"), (-1_234, "-1,234")])
  func `Long numbers are grouped`(_ number: Int, _ text: String) {
    #expect(number.grouped == text)
  }

  @Test(arguments: [
    ("batch.maxByte", "batch.maxBytes"), ("batch.maxbytes", "batch.maxBytes"), ("bacth.maxBytes", "batch.maxBytes"),
    ("workspaceId", "destination.dataCollector.workspaceId"), ("logtype", "destination.dataCollector.logType"),
    ("retry.maxBackof", "retry.maxBackoff"), ("frmat", "format"),
  ])
  func `The nearest name is found`(_ name: String, _ nearest: String) {
    #expect(NearestName.of(name, among: SettingTable.all.map(\.path)) == nearest)
  }

  @Test(arguments: ["colour", "x", "batch.colour", ""])
  func `What is near nothing has no nearest name`(_ name: String) {
    #expect(NearestName.of(name, among: SettingTable.all.map(\.path)) == nil)
  }

  @Test(arguments: [
    "https://example.com", "https://example.com:8443/a/b", "https://me:pw@example.com", "http://127.0.0.1:8080",
    "http://127.9.9.9", "http://localhost", "http://LOCALHOST:1", "http://[::1]:9",
  ])
  func `A secure URL is https, or http to this machine`(_ url: String) {
    #expect(TextForm.secureURL.accepts(url))
  }

  @Test(arguments: [
    "", "example.com", "ftp://example.com", "https://", "https:///path", "http://example.com",
    "http://127.0.0.1.example",
    "http://127.0.0.1@example.com", "http://localhost.example.com", "http://127.1", "http://[::2]", "https://a b",
    "https://a\\@b", "https://a?x=1", "https://a#b", "https://a:0", "https://a:65536", "https://a:x", "https://[::1",
    "https://[zz]", "https://a\nb", "http://0.0.0.0", "http://[::ffff:127.0.0.1]",
  ])
  func `Anything else is refused`(_ url: String) {
    #expect(!TextForm.secureURL.accepts(url))
  }

  @Test(arguments: [
    ("https://me:pw@host/x", "https://me:***@host/x"), ("http://a:b:c@d@host", "http://a:***@host"),
    ("https://me@host", "https://me@host"), ("https://host/a:b@c", "https://host/a:***@c"), ("plain", "plain"),
  ])
  func `Passwords in URLs are masked`(_ url: String, _ masked: String) {
    #expect(EndpointURL.masked(url) == masked)
  }

  @Test(arguments: ["a", "AWS_Access_Key_Report", "a1_" + String(repeating: "b", count: 97)])
  func `Log types of letters, digits and underscores are taken`(_ name: String) {
    #expect(TextForm.logType.accepts(name))
  }

  @Test(arguments: ["", "1a", "_a", "a-b", "a b", "é", "a" + String(repeating: "b", count: 100)])
  func `Other log types are refused`(_ name: String) {
    #expect(!TextForm.logType.accepts(name))
  }

  @Test(arguments: [
    "arn:aws:iam::123456789012:role/audit", "arn:aws-us-gov:iam::123456789012:role/path/audit+1=,.@-_",
  ])
  func `A role's ARN is taken`(_ arn: String) {
    #expect(TextForm.roleARN.accepts(arn))
  }

  @Test(arguments: [
    "", "audit", "arn:aws:iam::123456789012:user/ann", "arn:aws:iam::12345678901:role/audit",
    "arn:aws:sts::123456789012:assumed-role/audit/x", "arn:aws:iam::123456789012:role/a b",
    "arn:aws:iam:x:123456789012:role/a",
  ])
  func `What is no role's ARN is refused`(_ arn: String) {
    #expect(!TextForm.roleARN.accepts(arn))
  }

  @Test(arguments: [
    ("ab", true), ("nightly+=,.@-_9", true), ("a", false), ("a b", false), ("a/b", false), ("é1", false),
  ])
  func `A session's name has the characters that STS allows`(_ name: String, _ isTaken: Bool) {
    #expect(TextForm.sessionName.accepts(name) == isTaken)
    #expect(!TextForm.sessionName.accepts(String(repeating: "a", count: 65)))
  }

  @Test(arguments: [
    "", "5ce893d9", "5ce893d9-2c32-4fc9-8a3a-c0c1e0cc7e8", "5ce893d92c324fc98a3ac0c1e0cc7e84",
    "5ce893d9-2c32-4fc9-8a3a-c0c1e0cc7e8g", "{5ce893d9-2c32-4fc9-8a3a-c0c1e0cc7e84}",
    " 5ce893d9-2c32-4fc9-8a3a-c0c1e0cc7e84",
  ])
  func `What is no GUID is no workspace id`(_ id: String) {
    #expect(!TextForm.guid.accepts(id))
  }

  /// What is said about a source of a configuration file, behind its address.
  private func complaint(_ source: String) throws -> String? {
    let complaint = try Fixture().complaints(#"{"source": {"paths": ["a", "\#(source)"]}}"#).first
    return complaint?.replacing("config.json: source.paths: \(source): ", with: "")
  }

  @Test(arguments: [
    "s3://audit/AWSLogs/{account}/CloudTrail/{region}/{yyyy}/{MM}/{dd}/", "s3://audit/{org}/x{yyyy}-{MM}-{dd}.json",
    "s3://audit", "reports/{today}", "a{b", "-",
  ])
  func `A source may have known placeholders in a prefix, and any braces in a path`(_ source: String) throws {
    #expect(try complaint(source) == nil)
  }

  @Test(arguments: [
    ("s3://audit/{YYYY}/", "{YYYY} is no placeholder; did you mean {yyyy}?"),
    ("s3://audit/{yyyy}/{}", "{} is no placeholder; there are {account}, {org}, {region}, {yyyy}, {MM}, {dd}"),
    ("s3://audit/{yyyy", "a { has no } behind it"), ("s3://audit/yyyy}/", "a } has no { before it"),
    ("s3://audit/{MM}/", "{yyyy}, {MM} and {dd} come in this order, and none without those before it"),
  ])
  func `Any other brace in an S3 address is refused, and told why`(_ source: String, _ words: String) throws {
    let complaint = try #require(try complaint(source))
    #expect(complaint.hasPrefix(words), "\(complaint)")
  }

  @Test(arguments: ["s3://{account}/x", "s3://audit-{region}"])
  func `A bucket's name has no placeholder`(_ source: String) throws {
    #expect(try complaint(source)?.contains("a bucket's name has letters") == true)
  }
}
