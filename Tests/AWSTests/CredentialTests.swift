import Digest
import Testing

@testable import AWS

@Suite struct EnvironmentCredentialsTests {
  @Test func takesTheKeyAndTheToken() {
    let answer = EnvironmentCredentials([
      "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
    ]).credentials()
    let key = AWSCredentials(
      accessKeyId: "AKIA1", secretAccessKey: Secret("s"), sessionToken: Secret("t"), provider: "environment")
    #expect(answer == .found(key))
  }

  @Test(
    arguments: [
      ([:], CredentialAnswer.nothing("AWS_ACCESS_KEY_ID is not set")),
      (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], .nothing("AWS_ACCESS_KEY_ID is not set")),
      (["AWS_ACCESS_KEY_ID": "AKIA1"], .failed("AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")),
      (["AWS_SECRET_ACCESS_KEY": "s"], .nothing("AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not")),
    ] as [([String: String], CredentialAnswer)])
  func saysWhatIsMissing(_ environment: [String: String], _ answer: CredentialAnswer) {
    #expect(EnvironmentCredentials(environment).credentials() == answer)
  }

  @Test func anOlderNameOfTheTokenGoesFirst() {
    let answer = EnvironmentCredentials([
      "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
      "AWS_SECURITY_TOKEN": "older",
    ]).credentials()
    guard case .found(let key) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(key.sessionToken == Secret("older"))
  }
}

@Suite struct CredentialChainTests {
  struct Fixed: CredentialProvider {
    let name: String
    let answer: CredentialAnswer
    func credentials() -> CredentialAnswer { answer }
  }

  static let key = AWSCredentials(accessKeyId: "AKIA1", secretAccessKey: Secret("very-secret"))

  @Test func theFirstThatHasAKeyGivesIt() throws {
    let chain = CredentialChain([
      Fixed(name: "a", answer: .nothing("not here")), Fixed(name: "b", answer: .found(Self.key)),
      Fixed(name: "c", answer: .failed("never asked")),
    ])
    #expect(try chain.credentials() == Self.key.from("b"))
  }

  @Test func everyReasonIsTold() {
    let chain = CredentialChain([
      Fixed(name: "environment", answer: .nothing("AWS_ACCESS_KEY_ID is not set")),
      Fixed(name: "profile \"default\"", answer: .nothing("not in ~/.aws/config")),
    ])
    let error = #expect(throws: AWSError.self) { try chain.credentials() }
    #expect(
      error?.description
        == "no AWS credentials. Asked in turn: environment: AWS_ACCESS_KEY_ID is not set; "
        + "profile \"default\": not in ~/.aws/config. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
  }

  @Test func neighboursWithTheSameReasonAreToldTogether() {
    let chain = CredentialChain([
      Fixed(name: "a", answer: .nothing("not here")), Fixed(name: "b", answer: .nothing("not here")),
      Fixed(name: "c", answer: .nothing("nor here")), Fixed(name: "d", answer: .nothing("not here")),
    ])
    let error = #expect(throws: AWSError.self) { try chain.credentials() }
    #expect(error?.description.contains("Asked in turn: a, b: not here; c: nor here; d: not here.") == true)
  }

  @Test func aProviderThatFailsEndsTheChain() {
    let chain = CredentialChain([
      Fixed(name: "a", answer: .failed("broken")), Fixed(name: "b", answer: .found(Self.key)),
    ])
    #expect(throws: AWSError.noCredentials([CredentialReason(provider: "a", reason: "broken")])) {
      try chain.credentials()
    }
  }

  @Test func aSecretIsNotPrinted() {
    var dumped = ""
    dump(Self.key, to: &dumped)
    #expect(!"\(Self.key) \(String(reflecting: Self.key)) \(dumped)".contains("very-secret"))
  }
}
