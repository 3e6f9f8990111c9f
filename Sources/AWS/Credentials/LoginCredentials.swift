import Digest
import FoundationEssentials
import Transport

/// The key of a session that `aws login` began, renewed as long as the session lasts.
struct LoginCredentials: ProfileProvider {
  let name = "login"
  /// How long before its end a key is renewed, in seconds.
  private static let margin: Int64 = 300

  let lookup: ProfileLookup
  let sources: CredentialSources

  func credentials(of profile: SharedProfile) -> CredentialAnswer {
    guard profile.has("login_session") else { return .nothing("\(lookup.title) has no login_session") }
    let remedy = "Run `aws login --profile \(Words.printable(profile.name))`"
    guard let file = file(of: profile.value("login_session") ?? "") else {
      return .failed("there is no home folder to look for the login session in")
    }
    var token: [String: AnyJSON]
    do throws(TokenFile.Failure) {
      token = try file.read()
    } catch {
      return .failed("there is no login session: \(error.reason). \(remedy)")
    }
    let missing = ["accessToken", "refreshToken", "dpopKey", "clientId"].filter { token[$0] == nil }
    guard missing.isEmpty, let held = Self.key(token), let end = held.expiration else {
      let what = missing.isEmpty ? "whole key" : missing.joined(separator: ", ")
      return .failed("\(file.path) has no \(what). \(remedy)")
    }
    let origin = "\(lookup.title) (aws login)"
    let now = UTCTime.now.secondsSince1970
    guard end - now <= Self.margin else { return .found(held.from(origin)) }
    do throws(Refused) {
      try renew(&token, now: now)
    } catch {
      // The key serves as long as it lasts, and is asked for again before.
      guard end <= now else { return .found(held.from(origin)) }
      let why = "the login session cannot be renewed: \(error.reason)"
      return error.isPassing ? .unavailable(why) : .failed("\(why). \(remedy)")
    }
    // The key is good for this run also where nobody can be left one.
    try? file.write(token)
    guard let renewed = Self.key(token) else { return .failed("the renewed login session has no whole key. \(remedy)") }
    return .found(renewed.from(origin))
  }

  private struct Refused: Error {
    let reason: String
    /// Whether the service cannot be asked now.
    var isPassing = false
  }

  /// The session's file: by the hash of its name.
  private func file(of session: String) -> TokenFile? {
    let name = Hex.encode(SHA256.hash(Array(session.utf8)))
    guard var folder = sources.environment["AWS_LOGIN_CACHE_DIRECTORY"] else {
      return sources.files.home.map { TokenFile(path: "\($0)/.aws/login/cache/\(name).json") }
    }
    if folder == "~" || folder.hasPrefix("~/"), let home = sources.files.home { folder = home + folder.dropFirst() }
    return TokenFile(path: "\(folder)/\(name).json")
  }

  private static func key(_ token: [String: AnyJSON]) -> AWSCredentials? {
    guard let access = token["accessToken"], let id = access[text: "accessKeyId"],
      let secret = access[text: "secretAccessKey"], let session = access[text: "sessionToken"],
      let end = access[text: "expiresAt"].flatMap(UTCTime.init(loose:))
    else { return nil }
    return AWSCredentials(
      accessKeyId: id, secretAccessKey: Secret(secret), sessionToken: Secret(session), expiration: end.secondsSince1970)
  }

  private func renew(_ token: inout [String: AnyJSON], now: Int64) throws(Refused) {
    let given = AnyJSON.object(token)
    guard let refresh = given[text: "refreshToken"], let client = given[text: "clientId"],
      let body = try? JSONEncoder().encode([
        "clientId": client, "refreshToken": refresh, "grantType": "refresh_token",
      ])
    else { throw Refused(reason: "its refresh token is no text") }
    let operation = AWSOperation(
      action: "signin:CreateOAuth2Token", verb: "renew", resource: "the login session of \(lookup.title)", arn: "*")
    let answer: Answer
    do throws(AWSError) {
      let region = try sources.region.get().name
      let url = try sources.endpoints.url(of: .signin, in: region) + "/v1/token"
      let proof = try proof(url, given[text: "dpopKey"] ?? "", now: now)
      var call = ServiceCall(
        service: .signin, region: region, operation: operation, signature: .none, path: "/v1/token",
        headers: [Header("Content-Type", "application/json"), Header("DPoP", proof.reveal())], body: Array(body))
      call.secrets = [Secret(refresh), proof]
      let response = try sources.client.send(call)
      guard let read = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
        throw .malformedAnswer("it holds no key", operation)
      }
      guard KeyDocument.lives.contains(read.expiresIn) else {
        throw .malformedAnswer("its expiresIn is no time that a key lives", operation)
      }
      answer = read
    } catch {
      throw Refused(reason: "\(error)", isPassing: error.meaning == .unavailable)
    }
    var access: [String: AnyJSON] = [:]
    if case .object(let members) = token["accessToken"] { access = members }
    access["accessKeyId"] = .text(answer.accessToken.accessKeyId)
    access["secretAccessKey"] = .text(answer.accessToken.secretAccessKey)
    access["sessionToken"] = .text(answer.accessToken.sessionToken)
    access["expiresAt"] = .text(UTCTime(now + answer.expiresIn).extendedText)
    token["accessToken"] = .object(access)
    token["refreshToken"] = .text(answer.refreshToken)
  }

  private func proof(_ url: String, _ pem: String, now: Int64) throws(AWSError) -> Secret {
    do throws(ES256Key.Failure) {
      return try DPoPProof(post: url, key: ES256Key(pem: pem), now: now).text
    } catch {
      throw .configuration("its dpopKey is no key of the curve P-256")
    }
  }

  private struct Answer: Decodable {
    struct Key: Decodable {
      let accessKeyId: String
      let secretAccessKey: String
      let sessionToken: String
    }

    let accessToken: Key
    let expiresIn: Int64
    let refreshToken: String
  }
}
