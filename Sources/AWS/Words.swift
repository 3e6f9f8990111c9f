/// The words of this room's errors, all in one place.
enum Words {
  /// A text from outside that is safe in a log line: without control characters, and cut.
  static func printable(_ text: String, limit: Int = 2048) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else { return result + "…" }
      count += 1
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        // Emoji are joined by a format character that does no harm.
        if scalar == "\u{200D}" {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        }
      default:
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `7 min 12 s`.
  static func duration(_ seconds: Int64) -> String {
    let seconds = seconds.magnitude
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s" }
    if seconds < 86_400 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
    return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
  }

  /// `7 min 12 s behind the service's`, or nil for a difference that no signature is refused for.
  static func clock(_ ahead: Int64?) -> String? {
    guard let ahead, ahead.magnitude > 300 else { return nil }
    return "this machine's clock is \(duration(ahead)) \(ahead > 0 ? "ahead of" : "behind") the service's"
  }

  /// The identity that AWS names in its message, without its account: `user/ann`, `role/shipper`.
  static func principal(in message: String) -> String? {
    guard let start = message.firstRange(of: "User: arn:") else { return nil }
    let arn = message[start.upperBound...].prefix { !$0.isWhitespace }
    // What stands before is "aws:iam::123456789012:" or "aws:sts::123456789012:".
    let fields = arn.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
    guard fields.count == 5 else { return nil }
    let name = fields[4].split(separator: "/")
    guard name.first == "assumed-role", name.count >= 2 else { return String(fields[4]) }
    return "role/\(name[1])"
  }
}

extension AWSError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noCredentials(let reasons):
      let asked = CredentialReason.list(reasons)
      return "no AWS credentials. Asked in turn: \(asked.isEmpty ? "nobody" : asked). "
        + "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    case .configuration(let what):
      return what
    case .refused(let error), .notFound(let error), .service(let error):
      return error.description
    case .vanished(let operation):
      return "\(operation.resource) is gone: it was deleted after it was listed"
    case .changed(let operation):
      return "\(operation.resource) changed while it was read. Run again to ship it as it is now"
    case .transport(let error, let operation):
      return "cannot \(operation.verb) \(operation.resource): \(error)"
    case .malformedAnswer(let what, let operation):
      return "cannot \(operation.verb) \(operation.resource): the answer is not one that AWS gives: \(what)"
    }
  }
}

extension ServiceError: CustomStringConvertible {
  public var description: String {
    "cannot \(operation.verb) \(resource): \(cause) (\(code.isEmpty ? "\(status)" : "\(status) \(code)"))\(remedy)"
  }

  private var cause: String {
    switch code {
    case "RequestTimeTooSkewed":
      Words.clock(clockAhead) ?? "this machine's clock and the service's are too far apart"
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      Words.clock(clockAhead) ?? "the signature is refused: the secret key is not that of the access key"
    case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException": "AWS does not know the access key"
    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired": "the session token has expired"
    case "InvalidToken": "the session token is not one of this access key"
    case "NoSuchBucket": "there is no such bucket"
    case "NoSuchKey": "there is no such object"
    case "InvalidObjectState": "the object lies in an archive class"
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      "the bucket is in another region"
    case _ where isDenial:
      "\(Words.principal(in: message) ?? "this key") may not \(action)"
    case "" where status == 403:
      Words.clock(clockAhead) ?? "this key may not \(action), or it is not valid"
    case "" where status == 404: "it is not there"
    case "ParameterNotFound", "ResourceNotFoundException": "there is none of this name"
    case "ParameterVersionNotFound": "it has no such version or label"
    case "InvalidCiphertextException": "it is no ciphertext of this region's KMS, or its encryption context is another"
    default: message.isEmpty ? "the service answered with an error" : message
    }
  }

  private var remedy: String {
    let request = requestID.map { ", request \($0)" } ?? ""
    switch code {
    case _ where isDenial: return ". Allow it on \(operation.arn)"
    case "RequestTimeTooSkewed": return ". Set the clock and run again"
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      return Words.clock(clockAhead) == nil
        ? ". Check AWS_SECRET_ACCESS_KEY or the profile" : ". Set the clock and run again"
    case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException":
      return ". Check AWS_ACCESS_KEY_ID or the profile"
    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken":
      return ". Get a new session and run again"
    case "InvalidObjectState": return ". Restore it first"
    case "NoSuchBucket": return ". Check its name and the account"
    case "NoSuchKey": return ""
    case "ParameterNotFound", "ResourceNotFoundException": return ". Check its name, the region and the account"
    case "InvalidCiphertextException": return ". Check the ciphertext, encryptionContext and the region"
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      return ". Set aws.region to the bucket's"
    default: return request
    }
  }
}
