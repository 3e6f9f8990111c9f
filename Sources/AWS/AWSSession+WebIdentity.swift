import Digest

extension AWSSession {
  /// How long a web identity token lives unless its session ends before, in seconds: STS's own default.
  public static let longestTokenLife: Int64 = 300
  /// STS gives none for less.
  private static let shortestTokenLife: Int64 = 60

  /// A token by which somebody outside of AWS knows whose session this is: a JSON Web Token of the region's STS.
  ///
  /// It lives for five minutes, or to the end of the session where that is sooner.
  ///
  /// - Parameter audience: Who is to take the token, such as `api://AzureADTokenExchange`.
  /// - Returns: The token, signed by RS256, whose subject is the ARN of the session's role or user.
  /// - Throws: `AWSError`; of case `noCredentials` where the session ends within a minute and no newer one is to be had.
  public func webIdentityToken(audience: String) throws(AWSError) -> Secret {
    let sts = try sts()
    var key = try credentials.current()
    if let left = Self.timeLeft(key), left < Self.shortestTokenLife {
      credentials.forget(key)
      key = try credentials.current()
    }
    let left = Self.timeLeft(key)
    if let left, left < Self.shortestTokenLife {
      throw .noCredentials([
        CredentialReason(
          provider: key.provider,
          reason: "its session ends in \(Swift.max(left, 0)) s, and a web identity token lives for "
            + "\(Self.shortestTokenLife) s at least. Get a new session")
      ])
    }
    let duration = min(Self.longestTokenLife, left ?? .max)
    do throws(AWSError) {
      return try sts.webIdentityToken(audience: audience, duration: Int(duration), credentials)
    } catch {
      // The end of a session that stands in variables is not known, and clocks differ.
      guard case .refused(let refusal) = error, refusal.code.hasPrefix("SessionDurationEscalation"),
        duration > Self.shortestTokenLife
      else { throw error }
      return try sts.webIdentityToken(audience: audience, duration: Int(Self.shortestTokenLife), credentials)
    }
  }

  private static func timeLeft(_ key: AWSCredentials) -> Int64? {
    key.expiration.map { $0 - UTCTime.now.secondsSince1970 }
  }
}
