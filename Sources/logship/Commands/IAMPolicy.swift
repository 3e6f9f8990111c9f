import AWS
import ArgumentParser
import Delivery

/// `logship iam-policy`: prints what AWS has to allow for the configured run, and nothing more.
struct IAMPolicy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iam-policy",
    abstract: "Print the least-privilege IAM policy for the configured run.",
    discussion: """
      The policy lists the buckets and reads the objects of the sources, reads each secret that is kept in AWS, and \
      gets the token of awsFederation where that signs in to Azure. \
      Nobody is contacted. With --collect it is the policy for `logship collect access-keys` under the same options. \
      Where something is encrypted under a KMS key of yours, name the key with --kms-key.
      """)

  @Argument(help: ArgumentHelp("Sources in place of source.paths", valueName: "SOURCE"))
  var sources: [String] = []

  @Option(
    help: ArgumentHelp(
      "Account of the parameters, secrets and keys that the configuration names without one", valueName: "id"))
  var account: String?

  @Option(
    name: .customLong("kms-key"), parsing: .singleValue,
    help: ArgumentHelp(
      "ARN of a KMS key under which sources or secrets are encrypted; may be given again", valueName: "arn"))
  var keys: [String] = []

  @Flag(help: "With aws.assumeRole: print what its caller needs, which is to assume the role")
  var caller = false

  @Flag(help: "Print what `logship collect access-keys` needs, in place of what `logship ship` does")
  var collect = false

  @OptionGroup var collection: CollectionFlags

  @OptionGroup var configuration: ConfigurationFlags

  func validate() throws {
    try collection.check(isAsked: collect, besides: sources)
    if let account, !TextForm.account.accepts(account) {
      throw ValidationError("--account is \(TextForm.account.allowed)")
    }
    for key in keys where KMSKey(arn: key) == nil {
      throw ValidationError(
        "--kms-key is a key's ARN, such as arn:aws:kms:eu-west-1:123456789012:key/ID; a policy takes no alias")
    }
  }

  func run() throws {
    let surroundings = try Surroundings.current()
    let typed = try SourceLocation.typed(sources)
    let settings = try configuration.resolve(in: surroundings)
    settings.tellWarnings()
    let places = collect ? [] : try settings.sources(unless: typed)
    let role = settings.aws.assumeRole.roleARN
    if caller {
      guard let role else { throw CommandFailure(.usage, "--caller is for a configuration that has aws.assumeRole") }
      let assume = Permission(sid: "AssumeRole", actions: ["sts:AssumeRole"], resources: [role])
      return try write([assume])
    }
    let region: Region
    do throws(AWSError) {
      region = try Connections(settings: settings, surroundings: surroundings).awsSetup.configuredRegion()
    } catch {
      throw CommandFailure(.configuration, "\(error)")
    }
    let place = PolicyPlace(
      region: region.isChosen ? region.name : "*", account: account ?? "*", keys: keys.compactMap(KMSKey.init))
    let collecting = try collect ? CollectPermissions(collection, settings, region: region.name) : nil
    let permissions =
      collecting?.permissions(in: place)
      ?? RunPermissions.of(
        places, settings.distantSecrets, audience: settings.federationAudience, region: region.name, place)
    guard !permissions.isEmpty else {
      throw CommandFailure(
        .configuration,
        "nothing of this configuration is in AWS: no source is in S3, no secret is kept in AWS, and AWS signs nobody in"
      )
    }
    try write(permissions)
    if let note = collecting?.note { Console.standardError.line(note) }
    if let role {
      Console.standardError.line("This is for \(role); whoever assumes it needs what --caller prints.")
    }
    if permissions.contains(where: { $0.resources.contains(place.anyKey) }) {
      Console.standardError.line(
        "\(place.anyKey) is every key there, since a ciphertext tells its own to KMS alone: name it by --kms-key ARN.")
    }
    if places.contains(where: \.isBehindAccessPoint) {
      Console.standardError.line(
        "Of an access point's source, the bucket behind it must allow the same: by its own policy, which may leave that "
          + "to its access points.")
    }
  }

  private func write(_ permissions: [Permission]) throws {
    try StandardOutput.write(PolicyDocument(permissions: permissions).json.pretty() + "\n")
  }
}
