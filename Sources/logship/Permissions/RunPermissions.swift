import AWS
import Delivery

/// Everything that AWS has to allow for a run.
enum RunPermissions {
  /// The permissions for these sources and secrets.
  ///
  /// - Parameters:
  ///   - sources: What is read.
  ///   - secrets: What is kept elsewhere than on this machine, in AWS or not.
  ///   - audience: Whom AWS vouches to for the role, where it does.
  ///   - region: Tells the partition of the buckets.
  ///   - place: What else the names do not tell.
  /// - Returns: Statements of which none can be left out, none of them where nothing is in AWS.
  static func of(
    _ sources: [SourceLocation], _ secrets: [SecretSource], audience: String? = nil, region: String,
    _ place: PolicyPlace
  ) -> [Permission] {
    var permissions = SourcePermissions.of(sources, region: region)
    permissions += secrets.compactMap { $0.form.permission(sid($0), in: place) }
    let services = Set(permissions.flatMap(\.actions).compactMap { $0.split(separator: ":").first.map(String.init) })
      .subtracting(["kms"]).sorted()
    if let use = place.useKeys(by: services, [KMS.action]) { permissions.append(use) }
    if let audience { permissions.append(vouching(to: audience)) }
    return named(withoutCovered(permissions))
  }

  /// A token for one audience, of the one kind and of the most time that is asked for.
  ///
  /// The action is about no resource. Source: AWS IAM User Guide, "Controlling access with IAM policies" of outbound
  /// identity federation; the audiences are a list, which a condition of all its values alone would also take empty.
  private static func vouching(to audience: String) -> Permission {
    Permission(
      sid: "SignInToAzure", actions: ["sts:GetWebIdentityToken"], resources: ["*"],
      conditions: [
        .init(test: "ForAllValues:StringEquals", key: "sts:IdentityTokenAudience", values: [audience]),
        .init(test: "Null", key: "sts:IdentityTokenAudience", values: ["false"]),
        .init(test: "StringEquals", key: "sts:SigningAlgorithm", values: ["RS256"]),
        .init(
          test: "NumericLessThanEquals", key: "sts:DurationSeconds", values: ["\(AWSSession.longestTokenLife)"]),
      ])
  }

  /// Those of which each allows something that no other does.
  private static func withoutCovered(_ permissions: [Permission]) -> [Permission] {
    var kept: [Permission] = []
    for permission in permissions where !kept.contains(where: { $0.covers(permission) }) {
      kept.removeAll { permission.covers($0) }
      kept.append(permission)
    }
    return kept
  }

  /// The same with a number behind a name that came before, since IAM takes no name twice.
  private static func named(_ permissions: [Permission]) -> [Permission] {
    var names: Set<String> = []
    return permissions.map { permission in
      var permission = permission
      let name = permission.sid
      var number = 1
      while !names.insert(permission.sid).inserted {
        number += 1
        permission.sid = "\(name)\(number)"
      }
      return permission
    }
  }

  /// `ReadWorkspaceKey` for `destination.dataCollector.workspaceKey`.
  private static func sid(_ secret: SecretSource) -> String {
    let name = secret.path.split(separator: ".").last ?? ""
    return "Read" + name.prefix(1).uppercased() + name.dropFirst()
  }
}
