/// Keys of containers and instances.
extension Combination {
  private static func container(
    _ name: String, _ place: String = "ok", _ more: [String: String] = [:], files: [String: String] = [:],
    gives: String?
  ) -> Combination {
    Combination(
      name: name,
      environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{id}/container/\(place)"].merging(more) { $1 },
      files: files, gives: gives)
  }

  static let containers: [Combination] = [
    container("a container", gives: "ASIA.container.nobody"),
    container(
      "a container by localhost", "ok", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:{port}/container/ok"],
      gives: "ASIA.container.nobody"),
    Combination(
      name: "a container by a relative address", environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/ok"],
      gives: "ASIA.container.nobody"),
    container(
      "the relative address goes before the full one", "broken", ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/ok"],
      gives: "ASIA.container.nobody"),
    container(
      "a container's token", "ok", ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic-abc"], gives: "ASIA.container.Basic-abc"
    ),
    container(
      "a container's token in a file goes before the other", "ok",
      ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "a", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token"],
      files: ["token": "from-file"], gives: "ASIA.container.from-file"),
    container(
      "a container's token file that is not there", "ok",
      ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "a", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token"], gives: nil),
    container(
      "a container's token with a line end", "ok", ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token"],
      files: ["token": "from-file\n"], gives: nil),
    container(
      "a container by plain HTTP elsewhere", "ok", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/"],
      gives: nil),
    container("a container by no URL", "ok", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "localhost"], gives: nil),
    container("a container that fails", "broken", gives: nil),
    container("a container that forbids", "forbidden", gives: nil),
    container("a container without JSON", "not-json", gives: nil),
    container("a container with half a key", "without-secret", gives: nil),
    container("a container with a key without an end", "without-end", gives: nil),
    container("a container with a key that has ended", "expired", gives: nil),
    container(
      "a failing container ends the chain", "broken", instance("ok"), gives: nil),
    container("a container goes before an instance", "ok", instance("ok"), gives: "ASIA.container.nobody"),
    Combination(
      name: "the default profile goes before a container",
      environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{id}/container/ok"],
      credentials: "[default]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n", gives: "AKIABASE"),
    Combination(
      name: "a role by a container", profile: "a",
      environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://{id}/container/session"],
      config: "[profile a]\nrole_arn = \(role("audit"))\ncredential_source = EcsContainer\n",
      gives: "ASIA.audit.ASIASESSION"),
  ]

  private static func instance(_ name: String) -> [String: String] {
    ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://{id}/imds/\(name)"]
  }

  static let instances: [Combination] = [
    Combination(name: "an instance", environment: instance("ok"), gives: "ASIA.imds.web"),
    Combination(
      name: "an instance that is turned off",
      environment: instance("ok").merging(["AWS_EC2_METADATA_DISABLED": "TRUE"]) { $1 },
      gives: nil),
    Combination(
      name: "an instance by the profile's endpoint", environment: ["AWS_EC2_METADATA_DISABLED": "false"],
      config: "[default]\nec2_metadata_service_endpoint = http://{id}/imds/ok\n", gives: "ASIA.imds.web"),
    Combination(name: "an instance without a role", environment: instance("no-role"), gives: nil),
    Combination(name: "an instance whose role is refused", environment: instance("refused"), gives: nil),
    Combination(name: "an instance without JSON", environment: instance("not-json"), gives: nil),
    Combination(name: "an instance that takes no request", environment: instance("bad-request"), gives: nil),
    Combination(
      name: "an instance with an old key serves it on", environment: instance("expired"), gives: "ASIA.imds.web"),
    Combination(name: "an instance of version 1", environment: instance("version-1"), gives: "ASIA.imds.web"),
    Combination(
      name: "an instance of version 1 where that is turned off",
      environment: instance("version-1").merging(["AWS_EC2_METADATA_V1_DISABLED": "true"]) { $1 }, gives: nil),
    Combination(
      name: "an instance whose tokens are broken goes on with version 1", environment: instance("broken-token"),
      gives: "ASIA.imds.web"),
    Combination(
      name: "an instance whose tokens are broken, where version 1 is turned off",
      environment: instance("broken-token").merging(["AWS_EC2_METADATA_V1_DISABLED": "true"]) { $1 }, gives: nil),
    Combination(
      name: "an instance that answers each second request",
      environment: instance("flaky").merging(["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2"]) { $1 },
      gives: "ASIA.imds.web"),
    Combination(name: "an instance that says nothing", environment: instance("silent"), gives: nil),
    Combination(
      name: "a profile by its name goes before an instance", profile: "base", environment: instance("ok"),
      credentials: keys, gives: "AKIABASE"),
  ]
}
