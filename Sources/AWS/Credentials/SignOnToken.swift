import Digest
import FoundationEssentials
import Transport

/// The token that `aws sso login` left behind, renewed where that can be done without a person.
struct SignOnToken {
  /// Why there is no token.
  struct Failure: Error {
    let reason: String
  }

  /// How long before its end a token is renewed, in seconds.
  private static let margin: Int64 = 900

  let profile: SignOnProfile
  let sources: CredentialSources

  /// The token, good for a request made now.
  ///
  /// - Throws: `Failure` in words that name the file and the remedy.
  func current() throws(Failure) -> Secret {
    guard let home = sources.files.home else { throw Failure(reason: "there is no home folder to look for a token in") }
    let name = Hex.encode(SHA1.hash(Array(profile.cacheName.utf8)))
    let file = TokenFile(path: "\(home)/.aws/sso/cache/\(name).json")
    var token: [String: AnyJSON]
    do throws(TokenFile.Failure) {
      token = try file.read()
    } catch {
      throw Failure(reason: "there is no token to sign on with: \(error.reason). \(profile.remedy)")
    }
    func end() -> Int64? {
      AnyJSON.object(token)[text: "expiresAt"].flatMap(UTCTime.init(loose:))?.secondsSince1970
    }
    guard AnyJSON.object(token)[text: "accessToken"] != nil, end() != nil else {
      throw Failure(reason: "\(file.path) is not the JSON of a token. \(profile.remedy)")
    }
    let now = UTCTime.now.secondsSince1970
    // A token of the older kind is never renewed.
    if profile.session != nil, (end() ?? 0) - now < Self.margin, let renewed = renew(token, now: now) {
      token = renewed
      do throws(TokenFile.Failure) {
        try file.write(token)
      } catch {
        throw Failure(reason: "the renewed token cannot be kept: \(error.reason)")
      }
    }
    guard let access = AnyJSON.object(token)[text: "accessToken"], (end() ?? 0) > now else {
      throw Failure(reason: "the token in \(file.path) has expired. \(profile.remedy)")
    }
    return Secret(access)
  }

  /// A new token for the refresh token, if there is one and the service takes it.
  private func renew(_ token: [String: AnyJSON], now: Int64) -> [String: AnyJSON]? {
    let given = AnyJSON.object(token)
    guard let refresh = given[text: "refreshToken"], let client = given[text: "clientId"],
      let secret = given[text: "clientSecret"],
      let registered = given[text: "registrationExpiresAt"].flatMap(UTCTime.init(loose:)),
      registered.secondsSince1970 > now
    else { return nil }
    let asked = [
      "grantType": "refresh_token", "clientId": client, "clientSecret": secret, "refreshToken": refresh,
    ]
    guard let body = try? JSONEncoder().encode(asked) else { return nil }
    let operation = AWSOperation(
      action: "sso-oauth:CreateToken", verb: "renew", resource: "the token of \(profile.startURL)", arn: "*")
    let call = ServiceCall(
      service: .ssoOIDC, region: profile.region, operation: operation, signature: .none, path: "/token",
      headers: [Header("Content-Type", "application/json")], body: Array(body))
    guard let response = try? sources.client.send(call),
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
    else { return nil }
    var renewed = token
    renewed["startUrl"] = .text(profile.startURL)
    renewed["region"] = .text(profile.region)
    renewed["accessToken"] = .text(answer.accessToken)
    renewed["expiresAt"] = .text(UTCTime(now + answer.expiresIn).extendedText)
    // One that was used may not be good again.
    renewed["refreshToken"] = answer.refreshToken.map(AnyJSON.text)
    return renewed
  }

  private struct Answer: Decodable {
    let accessToken: String
    let expiresIn: Int64
    let refreshToken: String?
  }
}
