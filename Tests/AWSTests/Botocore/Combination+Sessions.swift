import Digest

/// Keys for a token that the AWS CLI left behind.
extension Combination {
  private static func cached(_ name: String, _ token: String) -> [String: String] {
    [".aws/sso/cache/\(name).json": token]
  }

  // The SHA-1 of "corp" and of "https://corp.example/start".
  private static let corp = "ee0bfd2552fbd840c02cc48b6e823320543c450f"
  private static let start = "f7c9b39d0b4c7a7d82c79307585f77e1c5e74378"

  private static let old = """
    [profile a]
    sso_start_url = https://corp.example/start
    sso_region = eu-west-1
    sso_account_id = 111122223333
    sso_role_name = Reader

    """
  private static let new = """
    [profile a]
    sso_session = corp
    sso_account_id = 111122223333
    sso_role_name = Reader
    [sso-session corp]
    sso_start_url = https://corp.example/start
    sso_region = eu-west-1

    """

  private static func token(_ access: String, _ end: String, _ more: String = "") -> String {
    #"{"startUrl": "https://corp.example/start", "accessToken": "\#(access)", "expiresAt": "\#(end)"\#(more)}"#
  }

  private static func renewable(_ refresh: String, registered: String = "{hour}", secret: String = "client-secret")
    -> String
  {
    #", "refreshToken": "\#(refresh)", "clientId": "client", "clientSecret": "\#(secret)","#
      + #" "registrationExpiresAt": "\#(registered)""#
  }

  private static func signOn(
    _ name: String, by config: String = new, _ token: String?, under cache: String = corp,
    environment: [String: String] = [:],
    gives: String?
  ) -> Combination {
    Combination(
      name: name, profile: "a", environment: environment, config: config, files: token.map { cached(cache, $0) } ?? [:],
      gives: gives)
  }

  static let signOns: [Combination] = [
    signOn("a sign-on", token("good", "{hour}"), gives: "ASIA.sso.111122223333.Reader.good"),
    signOn(
      "a sign-on of the older kind", by: old, token("good", "{hour}"), under: start,
      gives: "ASIA.sso.111122223333.Reader.good"),
    signOn(
      "a sign-on with a time in its older form", by: old, token("good", "2099-01-01T00:00:00UTC"), under: start,
      gives: "ASIA.sso.111122223333.Reader.good"),
    signOn("a sign-on that nobody began", nil, gives: nil),
    signOn("a sign-on of the older kind that has ended", by: old, token("good", "{past}"), under: start, gives: nil),
    signOn(
      "a sign-on of the older kind is not renewed", by: old, token("good", "{past}", renewable("good")), under: start,
      gives: nil),
    signOn("a sign-on that has ended", token("good", "{past}"), gives: nil),
    signOn(
      "a sign-on that has ended is renewed", token("bad", "{past}", renewable("good")),
      gives: "ASIA.sso.111122223333.Reader.good-new"),
    signOn(
      "a sign-on that ends soon is renewed", token("good-old", "{minutes}", renewable("good")),
      gives: "ASIA.sso.111122223333.Reader.good-new"),
    signOn(
      "a sign-on that ends soon and cannot be renewed", token("good-old", "{minutes}", renewable("bad")),
      gives: "ASIA.sso.111122223333.Reader.good-old"),
    signOn("a sign-on that has ended and cannot be renewed", token("bad", "{past}", renewable("bad")), gives: nil),
    signOn(
      "a sign-on whose registration has ended", token("bad", "{past}", renewable("good", registered: "{past}")),
      gives: nil),
    signOn(
      "a sign-on whose registration is refused", token("bad", "{past}", renewable("good", secret: "other")), gives: nil),
    signOn("a sign-on whose token is refused", token("revoked", "{hour}"), gives: nil),
    signOn(
      "a sign-on for a role that is not there", by: new.replacing("Reader", with: "Missing"), token("good", "{hour}"),
      gives: nil),
    signOn(
      "a sign-on without an account", by: new.replacing("sso_account_id = 111122223333\n", with: ""),
      token("good", "{hour}"), gives: nil),
    signOn(
      "a sign-on without its section", by: new.replacing("[sso-session corp]", with: "[sso-session other]"),
      token("good", "{hour}"), gives: nil),
    signOn(
      "a sign-on that contradicts its section",
      by: new.replacing("sso_session = corp", with: "sso_session = corp\nsso_region = us-east-1"),
      token("good", "{hour}"),
      gives: nil),
    signOn("a sign-on whose token is no JSON", "not JSON", gives: nil),
    signOn("a sign-on whose token lacks its end", #"{"accessToken": "good"}"#, gives: nil),
    signOn(
      "a sign-on goes before a key of the profile",
      by: new.replacing(
        "[sso-session", with: "aws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n[sso-session"),
      token("good", "{hour}"), gives: "ASIA.sso.111122223333.Reader.good"),
    signOn(
      "an address to sign on at alone is none",
      by:
        "[profile a]\nsso_start_url = https://corp.example/start\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n",
      nil, gives: "AKIACONFIG"),
  ]

  private static func login(
    _ name: String, end: String, refresh: String = "good", without member: String = "",
    folder: String = ".aws/login/cache",
    environment: [String: String] = [:], credentials: String? = nil, gives: String?
  ) -> Combination {
    var members = [
      "accessToken": #"{"accessKeyId": "ASIA.login.held", "secretAccessKey": "s", "sessionToken": "t", "#
        + #""accountId": "111122223333", "expiresAt": "\#(end)"}"#,
      "refreshToken": "\"\(refresh)\"", "clientId": "\"arn:aws:signin:::devtools/same-device\"", "dpopKey": "\"{pem}\"",
      "tokenType": "\"aws_sigv4\"",
    ]
    members[member] = nil
    let session = "arn:aws:sts::111122223333:assumed-role/Admin/ann"
    let file = Hex.encode(SHA256.hash(Array(session.utf8)))
    return Combination(
      name: name, profile: "a", environment: environment, credentials: credentials,
      config: "[profile a]\nlogin_session = \(session)\n",
      files: ["\(folder)/\(file).json": "{" + members.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"],
      gives: gives)
  }

  static let logins: [Combination] = [
    login("a login", end: "{hour}", gives: "ASIA.login.held"),
    login("a login that has ended is renewed", end: "{past}", gives: "ASIA.login.refreshed"),
    login("a login that ends soon", end: "{minutes}", gives: "ASIA.login.held"),
    login(
      "a login in another folder", end: "{hour}", folder: "logins",
      environment: ["AWS_LOGIN_CACHE_DIRECTORY": "{home}/logins"], gives: "ASIA.login.held"),
    login("a login that nobody began", end: "{hour}", folder: "elsewhere", gives: nil),
    login("a login whose session is over", end: "{past}", refresh: "expired", gives: nil),
    login("a login whose user changed", end: "{past}", refresh: "changed", gives: nil),
    login("a login that is not understood", end: "{past}", refresh: "bad", gives: nil),
    login("a login without its key", end: "{hour}", without: "dpopKey", gives: nil),
    login("a login without its token", end: "{hour}", without: "accessToken", gives: nil),
    login(
      "a key of the credentials file goes before a login", end: "{hour}",
      credentials: "[a]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n", gives: "AKIABASE"),
  ]
}
