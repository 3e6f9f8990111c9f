/// Roles that are assumed by a key or by a token.
extension Combination {
  private static let hub = "[profile hub]\nrole_arn = \(role("hub"))\nsource_profile = base\n"
  private static let leaf = "[profile leaf]\nrole_arn = \(role("leaf"))\nsource_profile = hub\n"

  static let roles: [Combination] = [
    Combination(
      name: "a role by a profile's key", profile: "hub", credentials: keys, config: hub, gives: "ASIA.hub.AKIABASE"),
    Combination(
      name: "a role by AWS_PROFILE", environment: ["AWS_PROFILE": "hub"], credentials: keys, config: hub,
      gives: "ASIA.hub.AKIABASE"),
    Combination(
      name: "the environment's key goes before a role",
      environment: ["AWS_PROFILE": "hub", "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"],
      credentials: keys, config: hub, gives: "AKIAENV"),
    Combination(
      name: "a role by a role", profile: "leaf", credentials: keys, config: hub + leaf,
      gives: "ASIA.leaf.ASIA.hub.AKIABASE"),
    Combination(
      name: "an external id, a name and a duration", profile: "a", credentials: keys,
      config: """
        [profile a]
        role_arn = \(role("audit"))
        source_profile = base
        external_id = e/1+2
        role_session_name = nightly
        duration_seconds = 900

        """, gives: "ASIA.audit.AKIABASE.x-e/1+2.s-nightly.d-900"),
    Combination(
      name: "a duration that is no number", profile: "a", credentials: keys,
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\nduration_seconds = long\n",
      gives: "ASIA.audit.AKIABASE"),
    Combination(
      name: "a role goes before a key beside it", profile: "a",
      credentials: keys + "[a]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = secret-of-AKIAOTHER\n",
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\n", gives: "ASIA.audit.AKIABASE"),
    Combination(
      name: "a role whose source is the profile itself", profile: "a",
      credentials: "[a]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = secret-of-AKIAOTHER\n",
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = a\n", gives: "ASIA.audit.AKIAOTHER"),
    Combination(
      name: "a role whose source is itself and has no key", profile: "a",
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = a\n", gives: nil),
    Combination(
      name: "roles that go round", profile: "a",
      config: """
        [profile a]
        role_arn = \(role("hub"))
        source_profile = b
        [profile b]
        role_arn = \(role("leaf"))
        source_profile = a

        """, gives: nil),
    Combination(
      name: "a source with a role and a key gives its key", profile: "a",
      credentials: keys + "[b]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = secret-of-AKIAOTHER\n",
      config: """
        [profile a]
        role_arn = \(role("audit"))
        source_profile = b
        [profile b]
        role_arn = \(role("hub"))
        source_profile = base

        """, gives: "ASIA.audit.AKIAOTHER"),
    Combination(
      name: "a source that is not there", profile: "a",
      config: "[profile a]\nrole_arn = \(role("a"))\nsource_profile = b\n",
      gives: nil),
    Combination(
      name: "a source without a key", profile: "a",
      environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{id}/container/ok"],
      config: "[profile a]\nrole_arn = \(role("a"))\nsource_profile = b\n[profile b]\nregion = eu-west-1\n", gives: nil),
    Combination(
      name: "a role without a source", profile: "a", config: "[profile a]\nrole_arn = \(role("audit"))\n", gives: nil),
    Combination(
      name: "a role with two sources", profile: "a", credentials: keys,
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\ncredential_source = Environment\n",
      gives: nil),
    Combination(
      name: "a role by the environment", profile: "a",
      environment: ["AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "secret-of-AKIAOTHER"],
      config: "[profile a]\nrole_arn = \(role("audit"))\ncredential_source = Environment\n",
      gives: "ASIA.audit.AKIAOTHER"),
    Combination(
      name: "a role by an empty environment", profile: "a",
      config: "[profile a]\nrole_arn = \(role("audit"))\ncredential_source = Environment\n", gives: nil),
    Combination(
      name: "a role by a source of an unknown kind", profile: "a",
      environment: ["AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "secret-of-AKIAOTHER"],
      config: "[profile a]\nrole_arn = \(role("audit"))\ncredential_source = environment\n", gives: nil),
    Combination(
      name: "a role by no container", profile: "a",
      config: "[profile a]\nrole_arn = \(role("audit"))\ncredential_source = EcsContainer\n", gives: nil),
    Combination(
      name: "a role by no instance", profile: "a",
      config: "[profile a]\nrole_arn = \(role("audit"))\ncredential_source = Ec2InstanceMetadata\n", gives: nil),
    Combination(
      name: "a role by a process", profile: "a",
      config: """
        [profile a]
        role_arn = \(role("audit"))
        source_profile = b
        [profile b]
        credential_process = sh -c 'cat {home}/key'

        """,
      files: ["key": #"{"Version": 1, "AccessKeyId": "AKIAOTHER", "SecretAccessKey": "secret-of-AKIAOTHER"}"#],
      gives: "ASIA.audit.AKIAOTHER"),
    Combination(
      name: "a role by a role of a web identity", profile: "leaf",
      config: leaf + "[profile hub]\nrole_arn = \(role("hub"))\nweb_identity_token_file = {home}/token\n",
      files: ["token": "pod-token"], gives: "ASIA.leaf.ASIA.hub.pod-token"),
    Combination(
      name: "a role that asks for MFA", profile: "a", credentials: keys,
      config: "[profile a]\nrole_arn = \(role("audit"))\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/ann\n",
      gives: nil),
    Combination(
      name: "a role that a wrong secret asks for", profile: "hub",
      credentials: "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = wrong\n", config: hub, gives: nil),
    Combination(
      name: "a role with an endpoint of the profile", profile: "a", environment: ["AWS_ENDPOINT_URL_STS": ""],
      credentials: keys,
      config: """
        [profile a]
        role_arn = \(role("audit"))
        source_profile = base
        services = local
        [services local]
        sts =
          endpoint_url = {moto}

        """, gives: "ASIA.audit.AKIABASE"),
  ]

  private static let token = ["AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": role("hub")]

  static let webIdentities: [Combination] = [
    Combination(
      name: "a web identity of the environment", environment: token, files: ["token": "pod-token"],
      gives: "ASIA.hub.pod-token"),
    Combination(
      name: "a web identity with a session's name", environment: token.merging(["AWS_ROLE_SESSION_NAME": "pod"]) { $1 },
      files: ["token": "pod-token"], gives: "ASIA.hub.pod-token.s-pod"),
    Combination(
      name: "the environment's key goes before a web identity",
      environment: token.merging(["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"]) { $1 },
      files: ["token": "pod-token"], gives: "AKIAENV"),
    Combination(
      name: "a web identity goes before the default profile's key", environment: token,
      credentials: "[default]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n",
      files: ["token": "pod-token"],
      gives: "ASIA.hub.pod-token"),
    Combination(
      name: "a role of the default profile goes before a web identity", environment: token, credentials: keys,
      config: "[default]\nrole_arn = \(role("audit"))\nsource_profile = base\n", files: ["token": "pod-token"],
      gives: "ASIA.audit.AKIABASE"),
    Combination(
      name: "a profile by its name goes before a web identity", profile: "base", environment: token, credentials: keys,
      files: ["token": "pod-token"], gives: "AKIABASE"),
    Combination(
      name: "a web identity of a profile", profile: "a",
      config: "[profile a]\nrole_arn = \(role("hub"))\nweb_identity_token_file = {home}/token\n",
      files: ["token": "pod-token"], gives: "ASIA.hub.pod-token"),
    Combination(
      name: "a token of the environment for a profile's role",
      environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"],
      config: "[default]\nrole_arn = \(role("leaf"))\nweb_identity_token_file = {home}/none\n",
      files: ["token": "pod-token"], gives: "ASIA.leaf.pod-token"),
    Combination(
      name: "a web identity without a role", environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"],
      files: ["token": "pod-token"], gives: nil),
    Combination(name: "a web identity whose token is not there", environment: token, gives: nil),
    Combination(
      name: "an empty variable hides a profile's web identity", environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": ""],
      config: "[default]\nrole_arn = \(role("hub"))\nweb_identity_token_file = {home}/token\n",
      files: ["token": "pod-token"], gives: nil),
  ]
}
