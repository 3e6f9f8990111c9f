/// Keys as they stand in variables and files.
extension Combination {
  private static let key = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"]

  static let environments: [Combination] = [
    Combination(name: "nothing at all", gives: nil),
    Combination(name: "a key in the environment", environment: key, gives: "AKIAENV"),
    Combination(
      name: "a session in the environment", environment: key.merging(["AWS_SESSION_TOKEN": "t"]) { $1 },
      gives: "AKIAENV"),
    Combination(
      name: "a key in the environment with an end",
      environment: key.merging(["AWS_CREDENTIAL_EXPIRATION": "{hour}"]) { $1 },
      gives: "AKIAENV"),
    Combination(
      name: "a key in the environment that has ended",
      environment: key.merging(["AWS_CREDENTIAL_EXPIRATION": "{past}"]) { $1 }, gives: nil),
    Combination(
      name: "a key in the environment with an end that is no time",
      environment: key.merging(["AWS_CREDENTIAL_EXPIRATION": "soon"]) { $1 }, gives: nil),
    Combination(name: "a key id without its secret", environment: ["AWS_ACCESS_KEY_ID": "AKIAENV"], gives: nil),
    Combination(
      name: "a key id without its secret, and a profile", environment: ["AWS_ACCESS_KEY_ID": "AKIAENV"],
      credentials: "[default]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n", gives: nil),
    Combination(
      name: "a secret without its key id, and a profile", environment: ["AWS_SECRET_ACCESS_KEY": "s"],
      credentials: "[default]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n", gives: "AKIABASE"),
    Combination(
      name: "empty variables, and a profile", environment: ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""],
      credentials: "[default]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n", gives: "AKIABASE"),
    Combination(
      name: "the environment's key goes before AWS_PROFILE", environment: key.merging(["AWS_PROFILE": "base"]) { $1 },
      credentials: keys, gives: "AKIAENV"),
    Combination(
      name: "the setting goes before the environment's key", profile: "base", environment: key, credentials: keys,
      gives: "AKIABASE"),
    Combination(
      name: "AWS_PROFILE names a profile that is not there, beside a key",
      environment: key.merging(["AWS_PROFILE": "none"]) { $1 }, credentials: keys, gives: nil),
    Combination(
      name: "a broken configuration file beside a key", environment: key, config: "[default\nregion\n", gives: nil),
  ]

  static let profiles: [Combination] = [
    Combination(
      name: "the default profile", credentials: "[default]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n",
      gives: "AKIABASE"),
    Combination(name: "AWS_PROFILE", environment: ["AWS_PROFILE": "other"], credentials: keys, gives: "AKIAOTHER"),
    Combination(
      name: "AWS_DEFAULT_PROFILE goes before AWS_PROFILE",
      environment: ["AWS_PROFILE": "other", "AWS_DEFAULT_PROFILE": "base"], credentials: keys, gives: "AKIABASE"),
    Combination(
      name: "the setting goes before AWS_PROFILE", profile: "base", environment: ["AWS_PROFILE": "other"],
      credentials: keys, gives: "AKIABASE"),
    Combination(name: "a profile that is not there", profile: "none", credentials: keys, gives: nil),
    Combination(
      name: "a key in the configuration file", profile: "a",
      config: "[profile a]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n", gives: "AKIACONFIG"),
    Combination(
      name: "the credentials file goes before the configuration file", profile: "base", credentials: keys,
      config: "[profile base]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n", gives: "AKIABASE"),
    Combination(
      name: "the halves of a key in two files", profile: "a", credentials: "[a]\naws_access_key_id = AKIAHALF\n",
      config: "[profile a]\naws_secret_access_key = s\n", gives: nil),
    Combination(
      name: "other files by variables",
      environment: [
        "AWS_SHARED_CREDENTIALS_FILE": "{home}/keys", "AWS_CONFIG_FILE": "{home}/conf", "AWS_PROFILE": "other",
      ],
      files: ["keys": keys, "conf": "[default]\nregion = eu-west-1\n"], gives: "AKIAOTHER"),
    Combination(
      name: "another file by a tilde", environment: ["AWS_SHARED_CREDENTIALS_FILE": "~/keys", "AWS_PROFILE": "base"],
      files: ["keys": keys], gives: "AKIABASE"),
    Combination(
      name: "a name in quotes", profile: "two words",
      config: "[profile \"two words\"]\naws_access_key_id = AKIAQUOTED\naws_secret_access_key = s\n",
      gives: "AKIAQUOTED"),
    Combination(
      name: "a section of the configuration file without the word profile", profile: "a",
      config: "[a]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n", gives: nil),
    Combination(
      name: "a profile of a region alone, and a container", profile: "a",
      environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{id}/container/ok"],
      config: "[profile a]\nregion = eu-west-1\n", gives: "ASIA.container.nobody"),
    sections("[profile a]", "[profile \"a\"]"), sections("[profile \"a\"]", "[profile a]"),
    sections("[profile 'a']", "[profile   a]"), sections("[default]", "[profile default]", profile: "default"),
    sections("[profile default]", "[default]", profile: "default"),
    Combination(
      name: "another file by a variable in its name",
      environment: ["AWS_SHARED_CREDENTIALS_FILE": "$PLACE/keys", "PLACE": "{home}", "AWS_PROFILE": "base"],
      files: ["keys": keys], gives: "AKIABASE"),
    Combination(
      name: "another file by variables in braces",
      environment: [
        "AWS_CONFIG_FILE": "${A}/${B}_1", "A": "~", "B": "conf", "AWS_PROFILE": "a",
      ],
      files: ["conf_1": "[profile a]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n"], gives: "AKIACONFIG"
    ),
    Combination(
      name: "another file by a variable that is not set",
      environment: ["AWS_SHARED_CREDENTIALS_FILE": "{home}/$NONE/keys", "AWS_PROFILE": "base"],
      files: ["keys": keys, "$NONE/keys": keys.replacing("[base]", with: "[base]\nregion = eu-west-1")],
      gives: "AKIABASE"),
    Combination(
      name: "an empty key id of the credentials file before a key of the configuration file", profile: "a",
      credentials: "[a]\naws_access_key_id =\naws_secret_access_key =\n",
      config: "[profile a]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = s\n", gives: nil),
    Combination(
      name: "an empty role of the credentials file before one of the configuration file", profile: "a",
      credentials: keys + "[a]\nrole_arn =\n",
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\n", gives: nil),
    Combination(
      name: "services that are not there, and a key", profile: "base", credentials: keys,
      config: "[profile base]\nservices = none\n", gives: "AKIABASE"),
    Combination(
      name: "services that are not there, where a variable decides", profile: "a", credentials: keys,
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\nservices = none\n",
      gives: "ASIA.audit.AKIABASE"),
    Combination(
      name: "services that are not there, where no variable decides", profile: "a",
      environment: ["AWS_ENDPOINT_URL_STS": ""], credentials: keys,
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\nservices = none\n", gives: nil),
    Combination(
      name: "a broken credentials file", credentials: "[default]\nnonsense\n", gives: nil),
  ]

  /// Two sections of the configuration file for one profile, of which the later one counts.
  private static func sections(_ first: String, _ second: String, profile: String = "a") -> Combination {
    Combination(
      name: "\(first) before \(second)", profile: profile,
      config: """
        \(first)
        aws_access_key_id = AKIAFIRST
        aws_secret_access_key = s
        region = eu-west-1
        \(second)
        aws_access_key_id = AKIASECOND
        aws_secret_access_key = s

        """, gives: "AKIASECOND")
  }
}
