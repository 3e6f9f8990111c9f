import Testing

@testable import AWS
@testable import Transport

/// What we take for a URL's host is what libcurl contacts, or the URL is refused.
@Suite struct EndpointAgreementTests {
  static let urls =
    [
      "http://127.0.0.1\\@evil.example/", "http://127.0.0.1\\.evil.example/", "http://localhost\\evil.example",
      "http://127.0.0.1#@evil.example/", "http://127.0.0.1?@evil.example/", "http://127.0.0.1;@evil.example/",
      "http://evil.example@127.0.0.1/", "http://a@b@127.0.0.1/", "http://127.0.0.1:80@evil.example/",
      "http://127.0.0.1:80:90/", "http://127.0.0.1:/", "http://127.0.0.1:+80/", "http://127.0.0.1:0x50/",
      "http://[::1]evil.example/", "http://[::1].evil.example/", "http://[::1]@evil.example/", "http://[::1%25lo]/",
      "http://[::1]:80/", "http://[fd00:ec2::23]/", "http://[localhost]/", "http://[127.0.0.1]/", "http://::1/",
      "http://127.0.0.1%00.evil.example/", "http://127.0.0.1%2eevil.example/", "http://localhost%2f/",
      "http://localhos%74/", "http://LOCALHOST/", "http://localhost./", "http://127.0.0.1./", "http://127.1/",
      "http://127.0.0.01/", "http://127.0.0.+1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://169.254.170.2/",
      "http:///127.0.0.1/", "http:/127.0.0.1/", "http:127.0.0.1/", "http:\\\\127.0.0.1/", "http://",
      "HTTP://localhost/",
      "http:////evil.example/", "http://127.0.0.1/\\@evil.example", "http://127.0.0.1/@evil.example",
    ] + "!\"$%&'()*+,;<=>[]^`{|}~\\@".map { "http://127.0.0.1\($0)evil.example/" }

  private static func bare(_ host: String) -> String { host.filter { $0 != "[" && $0 != "]" } }

  @Test(arguments: urls) func hostIsLibcurls(_ url: String) {
    let host = (try? Target(url)).map { Self.bare($0.host) }
    if let ours = try? ContainerEndpoint(url) { #expect(ours.host == host) }
    if let ours = try? Endpoint(url, origin: "test"), ["127.1", "127.0.0.01"].allSatisfy({ $0 != ours.host }),
      !ours.host.hasPrefix("0x"), ours.host != "2130706433"
    {
      #expect(Self.bare(ours.host) == host)
    }
  }

  @Test func aBackslashIsInNoHost() {
    for url in ["http://127.0.0.1\\@evil.example/", "https://localhost\\.evil.example/", "http://localhost\\/x"] {
      #expect(throws: ContainerEndpoint.Refused(reason: "has no usable host")) { try ContainerEndpoint(url) }
      #expect(throws: AWSError.self) { try Endpoint(url, origin: "test") }
    }
  }

  static let names: [(String, AWSService, Bool)] = [
    ("/logship/key", .ssm, true), ("arn:aws:ssm:eu-west-1:123456789012:parameter/key", .ssm, true),
    ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:key", .ssm, false),
    ("arn:aws-cn:ssm:eu-west-1:123456789012:parameter/key", .ssm, false),
    ("arn:aws:ssm:eu-west-1:123456789012:document/key", .ssm, false),
    ("arn:aws-cn:ssm:cn-north-1:123456789012:parameter/key", .ssm, true),
    ("key", .secretsManager, true), ("arn:aws:secretsmanager:eu-west-1:123456789012:secret:key", .secretsManager, true),
    ("arn:aws:ssm:eu-west-1:123456789012:parameter/key", .secretsManager, false),
    ("arn:aws:secretsmanager:us-gov-west-1:123456789012:secret:key", .secretsManager, false),
    ("arn:aws:secretsmanager", .secretsManager, false),
  ]

  @Test(arguments: names)
  func anARNOfSomethingElseIsAMistakeOfTheConfiguration(_ name: String, _ service: AWSService, _ isGood: Bool) {
    do throws(AWSError) {
      _ = try ServiceARN.checked(name, of: service)
      #expect(isGood)
    } catch {
      #expect(!isGood && error.meaning == .configuration)
    }
  }
}
