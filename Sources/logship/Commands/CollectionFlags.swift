import ArgumentParser
import Collect

/// Whose keys are collected and where the reports go, as `logship collect` and `logship iam-policy --collect` take it.
struct CollectionFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where the reports go: - for standard output, a file, or s3://bucket/prefix/ for an object named after the day "
        + "(default: -)",
      valueName: "place"))
  var to: String?

  @Option(
    name: .customLong("role-arn"), parsing: .singleValue,
    help: ArgumentHelp("Report the account of this role instead; may be given again", valueName: "arn"))
  var roles: [String] = []

  @Option(help: ArgumentHelp("With --accounts-from-organization: name of the role in each account", valueName: "name"))
  var roleName: String?

  @Flag(help: "Report every active account of the organization")
  var accountsFromOrganization = false

  func validate() throws {
    guard accountsFromOrganization == (roleName != nil) else {
      throw ValidationError("--accounts-from-organization and --role-name go together")
    }
    if accountsFromOrganization, !roles.isEmpty {
      throw ValidationError("--role-arn and --accounts-from-organization both name accounts; leave out one of them")
    }
    for role in roles where !TextForm.roleARN.accepts(role) {
      throw ValidationError("--role-arn is \(TextForm.roleARN.allowed)")
    }
  }

  /// Where the reports go.
  ///
  /// - Throws: `CommandFailure` of code `usage`.
  func place() throws(CommandFailure) -> CollectedPlace { try CollectedPlace(to ?? "-") }

  var accounts: KeyCollection.Accounts {
    if let roleName { return .organization(roleName: roleName) }
    return roles.isEmpty ? .caller : .roles(roles)
  }

  /// Refuses them where nothing is to be collected, and sources where something is.
  func check(isAsked: Bool, besides sources: [String]) throws {
    if isAsked, !sources.isEmpty { throw ValidationError("--collect reads no SOURCE; leave out one of them") }
    if !isAsked, to != nil || accounts != .caller {
      throw ValidationError("--to, --role-arn and --accounts-from-organization go with --collect")
    }
  }
}
