/// What stands for the user's own resources until it is filled in.
enum ResourcePlaceholder {
  static let location = "<location>"
  static let workspace =
    "/subscriptions/<subscription id>/resourceGroups/<resource group>/providers/Microsoft.OperationalInsights"
    + "/workspaces/<workspace>"

  /// Whether a text has the form of a workspace's resource id.
  static func isWorkspace(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { $0.lowercased() }
    let names = [
      "", "subscriptions", nil, "resourcegroups", nil, "providers", "microsoft.operationalinsights", "workspaces", nil,
    ]
    guard parts.count == names.count else { return false }
    return zip(parts, names).allSatisfy { part, name in name.map { $0 == part } ?? !part.isEmpty }
  }
}
