import Digest
import Transport

/// An error that AWS answered with.
public struct ServiceError: Error, Sendable, Equatable {
  public let status: Int
  /// AWS's name for it, such as `AccessDenied`; empty where the answer had no body, as after a HEAD.
  public let code: String
  /// AWS's own words, cut to a length that fits a log line.
  public let message: String
  public let requestID: String?
  public let operation: AWSOperation
  /// How many seconds this machine's clock is ahead of the service's (negative: behind), when the answer had a date.
  public let clockAhead: Int64?
  /// The class of an object that lies in an archive, when the answer is that.
  public let storageClass: String?

  public var action: String { operation.action }
  public var resource: String { operation.resource }

  /// An error of the service.
  public init(
    status: Int, code: String, message: String, requestID: String? = nil, operation: AWSOperation,
    clockAhead: Int64? = nil, storageClass: String? = nil
  ) {
    self.init(
      status: status, code: code, message: message, requestID: requestID, operation: operation, clockAhead: clockAhead,
      storageClass: storageClass, withholding: [])
  }

  /// An error of the service that may repeat secrets of the request, which are not to be seen.
  init(
    status: Int, code: String, message: String, requestID: String? = nil, operation: AWSOperation,
    clockAhead: Int64? = nil, storageClass: String? = nil, withholding secrets: [Secret]
  ) {
    func shown(_ text: String, _ limit: Int) -> String { Words.printable(text.withholding(secrets), limit: limit) }
    self.storageClass = storageClass.map { shown($0, 64) }
    self.status = status
    self.code = shown(code, 128)
    self.message = shown(message, 1024)
    self.requestID = requestID.map { shown($0, 128) }
    self.operation = operation
    self.clockAhead = clockAhead
  }

  /// Whether the same request may well be answered later.
  public var isTransient: Bool {
    // S3 names a connection that was too slow for it a 400, and a rate that is too high by several codes.
    Self.mayPass(status) || isThrottling || Self.passingCodes.contains(code)
  }

  /// Whether an answer of this status is of a trouble that passes.
  static func mayPass(_ status: Int) -> Bool { [429, 500, 502, 503, 504].contains(status) }

  /// Whether it is one request too many for the time being.
  var isThrottling: Bool { status == 429 || Self.throttlingCodes.contains(code) }

  private static let throttlingCodes: Set<String> = [
    "SlowDown", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
    "RequestThrottledException", "RequestLimitExceeded", "TooManyRequestsException", "BandwidthLimitExceeded",
  ]

  /// Whether it says that the object has to be restored before it can be read.
  public var isArchived: Bool { code == "InvalidObjectState" }

  /// The code without the word that some services put behind it: `ExpiredToken` of `ExpiredTokenException`.
  var bareCode: String { code.hasSuffix("Exception") ? String(code.dropLast("Exception".count)) : code }

  /// Whether it is the key itself that is refused, and not what is asked with it.
  public var concernsKey: Bool { isExpiredKey || Self.keyCodes.contains(bareCode) }

  /// Whether it is the session that has ended, and another key may do.
  var isExpiredKey: Bool { ["ExpiredToken", "TokenRefreshRequired"].contains(bareCode) }

  /// Whether the key is good and may not do this.
  var isDenial: Bool { Self.denialCodes.contains(code) }

  /// The error of the case that a caller tells apart.
  var asAWSError: AWSError {
    // A 403 as well, and nobody's permission: the object lies in an archive class.
    if isArchived { return .service(self) }
    if status == 401 || status == 403 || isDenial || concernsKey { return .refused(self) }
    return status == 404 || Self.absenceCodes.contains(code) ? .notFound(self) : .service(self)
  }

  private static let passingCodes: Set<String> = [
    "RequestTimeout", "InternalError", "InternalFailure", "InternalServiceError", "DependencyTimeoutException",
    "IDPCommunicationError",
  ]

  // The JSON protocols have a status of 400 for all of these.

  private static let denialCodes: Set<String> = [
    "AccessDenied", "AccessDeniedException", "KMS.AccessDeniedException", "DecryptionFailure",
  ]

  /// Codes that concern the key beside those of a session that has ended, without the word `Exception`.
  private static let keyCodes: Set<String> = [
    "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch", "UnrecognizedClient",
    "MissingAuthenticationToken", "RequestTimeTooSkewed", "InvalidSignature", "IncompleteSignature",
  ]

  /// Codes of what is not there.
  private static let absenceCodes: Set<String> = [
    "ParameterNotFound", "ParameterVersionNotFound", "ResourceNotFoundException", "NotFoundException",
  ]
}
