/// Keys that a program prints.
extension Combination {
  private static func printed(_ more: String = "") -> String {
    #"{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "s"\#(more)}"#
  }

  private static func process(
    _ name: String, _ command: String = "cat {home}/key", prints: String = printed(), gives: String?
  ) -> Combination {
    Combination(
      name: name, profile: "a", config: "[profile a]\ncredential_process = \(command)\n", files: ["key": prints],
      gives: gives)
  }

  static let processes: [Combination] = [
    process("a process", gives: "AKIAPROCESS"),
    process(
      "a process with a session", prints: printed(#", "SessionToken": "t", "Expiration": "{hour}""#),
      gives: "AKIAPROCESS"),
    process(
      "a process with a key that has ended", prints: printed(#", "SessionToken": "t", "Expiration": "{past}""#),
      gives: nil),
    process("a process with an end that is no time", prints: printed(#", "Expiration": "soon""#), gives: nil),
    process(
      "a process with empty members", prints: printed(#", "SessionToken": null, "Expiration": null"#),
      gives: "AKIAPROCESS"),
    process("a process of another version", prints: printed().replacing("1,", with: "2,"), gives: nil),
    process("a process without a version", prints: printed().replacing(#""Version": 1, "#, with: ""), gives: nil),
    process("a process that prints no JSON", prints: "key: 1", gives: nil),
    process("a process that prints half a key", prints: #"{"Version": 1, "AccessKeyId": "AKIAPROCESS"}"#, gives: nil),
    process("a process that fails", "sh -c 'cat {home}/key; exit 3'", gives: nil),
    process("a process that is not there", "{home}/none", gives: nil),
    process("a process in quotes", #""/bin/sh" -c "cat '{home}/key'""#, gives: "AKIAPROCESS"),
    process("a process with escapes", #"cat {home}/k\ey"#, gives: "AKIAPROCESS"),
    process("a process without a shell", "cat {home}/key | cat", gives: nil),
    process("a process whose quotation is not closed", "cat '{home}/key", gives: nil),
    process(
      "a process that prints much to both pipes",
      #"sh -c 'head -c 300000 /dev/zero >&2; printf "%300000s" ""; cat {home}/key'"#,
      gives: "AKIAPROCESS"),
    process("a process that reads", "sh -c 'cat; cat {home}/key'", gives: "AKIAPROCESS"),
    Combination(
      name: "a process goes before a key of the configuration file", profile: "a",
      config: """
        [profile a]
        aws_access_key_id = AKIACONFIG
        aws_secret_access_key = s
        credential_process = cat {home}/key

        """, files: ["key": printed()], gives: "AKIAPROCESS"),
    Combination(
      name: "a key of the credentials file goes before a process", profile: "base", credentials: keys,
      config: "[profile base]\ncredential_process = cat {home}/key\n", files: ["key": printed()], gives: "AKIABASE"),
    Combination(
      name: "a process in the credentials file", profile: "a",
      credentials: "[a]\ncredential_process = cat {home}/key\n", files: ["key": printed()], gives: "AKIAPROCESS"),
  ]
}
