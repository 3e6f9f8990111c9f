import Delivery

/// Everything that AWS has to allow for a run.
enum RunPermissions {
  /// The permissions for these sources and secrets.
  ///
  /// - Parameters:
  ///   - sources: What is read.
  ///   - secrets: What is kept elsewhere than on this machine, in AWS or not.
  ///   - region: Tells the partition of the buckets.
  ///   - place: What else the names do not tell.
  /// - Returns: Statements of which none can be left out, none of them where nothing is in AWS.
  static func of(
    _ sources: [SourceLocation], _ secrets: [SecretSource], region: String, _ place: PolicyPlace
  ) -> [Permission] {
    let sourcePermissions = SourcePermissions.of(sources, region: region)
    var secretPermissions: [Permission] = []
    for secret in secrets {
      guard let permission = secret.form.permission(sid(secret), in: place) else { continue }
      let isKnown = secretPermissions.contains {
        $0.actions == permission.actions && $0.resources == permission.resources
      }
      if !isKnown { secretPermissions.append(permission) }
    }
    let all = sourcePermissions + secretPermissions
    let services = Set(all.flatMap(\.actions).compactMap { $0.split(separator: ":").first.map(String.init) })
      .subtracting(["kms"]).sorted()
    guard !place.keys.isEmpty, !services.isEmpty else { return all }
    let decrypt = Permission(
      sid: "UseKeys", actions: ["kms:Decrypt"], resources: place.keys,
      conditions: [
        .init(
          test: "StringLike", key: "kms:ViaService", values: services.map { "\($0).\(place.region).amazonaws.com*" })
      ])
    return all + [decrypt]
  }

  /// `ReadWorkspaceKey` for `destination.dataCollector.workspaceKey`.
  private static func sid(_ secret: SecretSource) -> String {
    let name = secret.path.split(separator: ".").last ?? ""
    return "Read" + name.prefix(1).uppercased() + name.dropFirst()
  }
}
