import Testing
import Transport

@testable import AWS

/// One rule for the exit codes of all that AWS answers, whichever service it is.
@Suite struct MeaningTests {
  static func operation(_ action: String) -> AWSOperation {
    AWSOperation(action: action, verb: "read", resource: "it", arn: "*")
  }

  static let actions = ["s3:GetObject", "sts:AssumeRole", "ssm:GetParameter", "kms:Decrypt"]

  /// Status and code of an answer, and what it means for S3 and for a service that a setting names something of.
  static let answers: [(Int, String, AWSError.Meaning, AWSError.Meaning)] = [
    (503, "SlowDown", .unavailable, .unavailable), (503, "ServiceUnavailable", .unavailable, .unavailable),
    (500, "InternalError", .unavailable, .unavailable), (501, "NotImplemented", .unavailable, .unavailable),
    (429, "", .unavailable, .unavailable), (400, "ThrottlingException", .unavailable, .unavailable),
    (403, "RequestLimitExceeded", .unavailable, .unavailable), (400, "RequestTimeout", .unavailable, .unavailable),
    (403, "AccessDenied", .refused, .refused), (400, "AccessDeniedException", .refused, .refused),
    (401, "", .refused, .refused), (403, "InvalidClientTokenId", .refused, .refused),
    (400, "ExpiredToken", .refused, .refused), (403, "RequestTimeTooSkewed", .refused, .refused),
    (404, "NoSuchBucket", .unreadable, .configuration), (400, "ParameterNotFound", .unreadable, .configuration),
    (400, "ValidationError", .unreadable, .configuration), (405, "MethodNotAllowed", .unreadable, .configuration),
    (403, "InvalidObjectState", .archived("unknown"), .archived("unknown")),
  ]

  @Test(arguments: answers)
  func anAnswerMeansTheSameWhicheverServiceGaveIt(
    _ status: Int, _ code: String, _ s3: AWSError.Meaning, _ others: AWSError.Meaning
  ) {
    for action in Self.actions {
      let error = ServiceError(status: status, code: code, message: "No.", operation: Self.operation(action)).asAWSError
      #expect(error.meaning == (action.hasPrefix("s3:") ? s3 : others), "\(action)")
    }
  }

  /// As AWS's documentation has them, those of one protocol with `Exception` behind them that are without in another.
  @Test(arguments: [
    "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch", "InvalidSignatureException",
    "UnrecognizedClientException", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
    "RequestTimeTooSkewed", "IncompleteSignature", "IncompleteSignatureException", "ExpiredToken",
    "ExpiredTokenException", "TokenRefreshRequired",
  ])
  func aCodeThatConcernsTheKeyIsARefusalWhateverItsStatus(_ code: String) {
    let error = ServiceError(status: 400, code: code, message: "No.", operation: Self.operation("iam:ListUsers"))
    #expect(error.concernsKey)
    #expect(error.asAWSError == .refused(error))
  }

  static let phases: [(TransportError.Phase, AWSError.Meaning)] = [
    (.resolve, .unavailable), (.connect, .unavailable), (.send, .unavailable), (.noAnswer, .unavailable),
    (.receive, .unavailable), (.stall, .unavailable), (.tooLarge, .unavailable), (.request, .configuration),
    (.tls, .configuration), (.proxy, .configuration), (.stopped, .stopped),
  ]

  @Test(arguments: phases)
  func noAnswerMeansTheSameWhicheverServiceWasAsked(_ phase: TransportError.Phase, _ meaning: AWSError.Meaning) {
    for action in Self.actions {
      let failure = TransportError(phase: phase, code: 0, reason: "why", endpoint: "http://a")
      #expect(AWSError.transport(failure, Self.operation(action)).meaning == meaning)
      #expect(AWSError.malformedAnswer("what", Self.operation(action)).meaning == .unavailable)
    }
  }

  @Test func aChainMeansWhatItsLastReasonDoes() {
    let nothing = CredentialReason(provider: "environment", reason: "AWS_ACCESS_KEY_ID is not set")
    let gone = CredentialReason(provider: "web identity", reason: "no answer", isUnavailable: true)
    #expect(AWSError.noCredentials([nothing]).meaning == .refused)
    #expect(AWSError.noCredentials([nothing, gone]).meaning == .unavailable)
    #expect(AWSError.noCredentials([gone, nothing]).meaning == .refused)
  }
}
