import AWS
import Collect

/// What AWS has to allow for `logship collect access-keys`.
///
/// Actions and the resources that each is about are those of "Actions, resources, and condition keys for AWS Identity
/// and Access Management", <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>.
struct CollectPermissions {
  /// What is about the account as a whole: its users, and the root user's keys.
  private static let ofAccount = [
    "iam:ListUsers", "iam:GetAccountSummary", "iam:GenerateCredentialReport", "iam:GetCredentialReport",
  ]
  private static let ofUsers = ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"]

  private let accounts: KeyCollection.Accounts
  private let destination: CollectedPlace
  /// Where the secret is that ids are hashed under, if they are.
  private let hashKey: SecretSource?
  private let region: String

  /// What is to be collected and where it goes.
  ///
  /// - Parameters:
  ///   - flags: As `logship collect` is called.
  ///   - settings: Tell how key ids are written.
  ///   - region: Tells the partition.
  /// - Throws: `CommandFailure` of code `usage`.
  init(_ flags: CollectionFlags, _ settings: Settings, region: String) throws(CommandFailure) {
    accounts = flags.accounts
    destination = try flags.place()
    if case .hashed(let source) = settings.accessKeyIDs { hashKey = source } else { hashKey = nil }
    self.region = region
  }

  /// What to know beside the policy, in a line; nil where it is all.
  var note: String? {
    guard accounts != .caller else { return nil }
    return "Each role to be assumed needs what `logship iam-policy --collect` prints for its account."
  }

  /// The permissions of whoever runs the collection; roles that are assumed need those of `.caller` in turn.
  ///
  /// - Parameter place: What the names do not tell.
  /// - Returns: Statements of which none can be left out.
  func permissions(in place: PolicyPlace) -> [Permission] {
    let partition = Partition(region: region)
    var all: [Permission] = []
    func assume(_ roles: [String]) {
      all.append(Permission(sid: "AssumeRoles", actions: ["sts:AssumeRole"], resources: roles))
    }
    func readKeys() {
      let users = "arn:\(partition.rawValue):iam::\(place.account):user/*"
      all.append(Permission(sid: "ReadAccount", actions: Self.ofAccount, resources: ["*"]))
      all.append(Permission(sid: "ReadKeys", actions: Self.ofUsers, resources: [users]))
    }
    switch accounts {
    case .caller: readKeys()
    case .roles(let arns): assume(arns)
    case .organization(let role):
      all.append(Permission(sid: "ListAccounts", actions: ["organizations:ListAccounts"], resources: ["*"]))
      assume(["arn:\(partition.rawValue):iam::*:role/\(role)"])
      readKeys()
    }
    if case .s3(let location) = destination {
      let objects = S3PolicyResources(bucket: location.bucket, partition: partition).objects.dropLast()
      // Parts are taken back where one of them fails.
      all.append(
        Permission(
          sid: "WriteReports", actions: ["s3:PutObject", "s3:AbortMultipartUpload"],
          resources: ["\(objects)\(Permission.literal(location.prefix))*"]))
    }
    var services: [String] = []
    if case .s3 = destination { services.append("s3") }
    if let read = hashKey?.form.permission("ReadHashed", in: place) {
      all.append(read)
      services += read.actions.compactMap { $0.split(separator: ":").first.map(String.init) }.filter { $0 != "kms" }
    }
    // An object of several parts is decrypted when they are joined.
    let actions = services.contains("s3") ? ["kms:GenerateDataKey", "kms:Decrypt"] : ["kms:Decrypt"]
    return all + [place.useKeys(by: services, actions)].compactMap(\.self)
  }
}
