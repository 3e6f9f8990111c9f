extension ServiceError: CustomStringConvertible {
  public var description: String {
    "cannot \(operation.verb) \(resource): \(cause) (\(code.isEmpty ? "\(status)" : "\(status) \(code)"))\(remedy)"
  }

  /// What is wrong with the KMS key that an object is encrypted under, where it is that.
  ///
  /// S3 hands KMS's errors on as `KMS.DisabledException` and so on, with a status of 400 or 403.
  private var keyProblem: (cause: String, remedy: String)? {
    let denial = Denial(message)
    switch code {
    case "KMS.AccessDeniedException", "AccessDenied":
      guard code != "AccessDenied" || denial.action?.hasPrefix("kms:") == true else { return nil }
      let key = denial.resource ?? "the KMS key that the object is encrypted under, and in the key's own policy"
      let action = denial.action ?? "kms:Decrypt"
      return (denial.words(action), ". \(denial.isExplicit ? "Lift that deny of" : "Allow") \(action) on \(key)")
    case "KMS.DisabledException":
      return ("the KMS key that the object is encrypted under is disabled\(ownWords)", ". Enable it and run again")
    case "KMS.NotFoundException":
      return ("the KMS key that the object is encrypted under is not there\(ownWords)", ", so nobody can read it")
    case _ where code.hasPrefix("KMS."):
      return (
        "the KMS key that the object is encrypted under cannot be used\(ownWords)",
        ". Look at the key's state and at the right to kms:Decrypt"
      )
    default: return nil
    }
  }

  /// AWS's words in brackets, which name the key.
  private var ownWords: String { message.isEmpty ? "" : " [\(message)]" }

  /// What keeps STS from vouching for a key outside of AWS, where it is that.
  private var webIdentityProblem: (cause: String, remedy: String)? {
    guard action == "sts:GetWebIdentityToken" else { return nil }
    // AWS's documentation names the codes with and without their last word.
    switch bareCode {
    case "OutboundWebIdentityFederationDisabled":
      return (
        "outbound web identity federation is not enabled in the account",
        "Enable it once by `aws iam enable-outbound-web-identity-federation`"
      )
    case "SessionDurationEscalation":
      return (
        "the session of the key ends before the token would", "Get a new session and run again"
      )
    case "JWTPayloadSizeExceeded":
      return ("the token would be too large", "Take tags off the session or the role")
    case "InvalidAction":
      return (
        "what answers knows no such request", "Check AWS_ENDPOINT_URL_STS, and that it is a region's own STS"
      )
    default: return nil
    }
  }

  private var cause: String {
    if let keyProblem { return keyProblem.cause }
    switch code {
    case "RequestTimeTooSkewed":
      return Words.clock(clockAhead) ?? "this machine's clock and the service's are too far apart"
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      return Words.clock(clockAhead) ?? "the signature is refused: the secret key is not that of the access key"
    case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException":
      return "AWS does not know the access key"
    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired": return "the session token has expired"
    case "InvalidToken": return "the session token is not one of this access key"
    case "NoSuchBucket": return "there is no such bucket"
    case "NoSuchAccessPoint": return "there is no such access point"
    case "NoSuchKey": return "there is no such object"
    case "NoSuchVersion": return "there is no such version"
    case _ where status == 405 && action == "s3:GetObjectVersion":
      return "the version is a delete marker, which has no content"
    case "InvalidObjectState":
      let place = storageClass.map { " \($0)" } ?? ""
      return "the object lies in an archive class\(place)"
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      return "the bucket is in another region"
    case _ where webIdentityProblem != nil: return webIdentityProblem?.cause ?? message
    case _ where isDenial:
      let denial = Denial(message)
      return denied(denial.words(action))
    case "" where status == 403:
      return Words.clock(clockAhead) ?? denied("this key may not \(action), or it is not valid")
    case "" where status == 404: return "it is not there"
    case "ParameterNotFound", "ResourceNotFoundException": return "there is none of this name"
    case "ParameterVersionNotFound": return "it has no such version or label"
    case "InvalidCiphertextException":
      return "it is no ciphertext of this region's KMS, or its encryption context is another"
    default: return message.isEmpty ? "the service answered with an error" : message
    }
  }

  /// A denial with what else it may mean.
  private func denied(_ words: String) -> String { ([words] + operation.otherCauses).joined(separator: ", or ") }

  private var remedy: String {
    if let keyProblem { return keyProblem.remedy }
    let request = requestID.map { ", request \($0)" } ?? ""
    switch code {
    case _ where webIdentityProblem != nil: return ". \(webIdentityProblem?.remedy ?? "")\(request)"
    case _ where isDenial:
      let denial = Denial(message)
      // Of the resource that AWS names only an unexpected one is news: it is narrower than what a policy should say.
      let isExpected = denial.action == nil || denial.action == action
      let named = isExpected ? operation.arn : denial.resource ?? operation.arn
      return ". \(denial.isExplicit ? "Lift that deny" : "Allow it") on \(named)"
    case "RequestTimeTooSkewed": return ". Set the clock and run again"
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      return Words.clock(clockAhead) == nil
        ? ". Check AWS_SECRET_ACCESS_KEY or the profile" : ". Set the clock and run again"
    case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException":
      return ". Check AWS_ACCESS_KEY_ID or the profile"
    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken":
      return ". Get a new session and run again"
    case _ where isThrottling: return ". It is asked too often; run again later"
    case "InvalidObjectState": return ". Restore it first"
    case "NoSuchBucket", "NoSuchAccessPoint": return ". Check its name and the account"
    case "NoSuchKey", "NoSuchVersion": return ""
    case "ParameterNotFound", "ResourceNotFoundException": return ". Check its name, the region and the account"
    case "InvalidCiphertextException": return ". Check the ciphertext, encryptionContext and the region"
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      return ". Set aws.region to the bucket's"
    default: return request
    }
  }
}

extension Denial {
  /// Whether a policy forbids it, so that allowing it in another would not help.
  fileprivate var isExplicit: Bool { reason?.contains("explicit deny") ?? false }

  /// Who may not do what, and why.
  fileprivate func words(_ asked: String) -> String {
    "\(principal ?? "this key") may not \(action ?? asked)\(reason.map { ", \($0)" } ?? "")"
  }
}
