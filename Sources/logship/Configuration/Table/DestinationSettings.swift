import AzureMonitor

/// Where records go.
enum DestinationSettings {
  static let workspaceID = Key<String?>.optionalText(
    "destination.dataCollector.workspaceId", .guid, "Id of the Log Analytics workspace", valueName: "guid",
    example: .text("<workspace id>"), flagAliases: ["workspace-id"], variableAliases: ["LOGSHIP_WORKSPACE_ID"],
    formerVariables: ["WorkspaceId"])
  static let workspaceKey = Key<SecretSource?>.secret(
    "destination.dataCollector.workspaceKey", .base64, "Shared key of the workspace, primary or secondary",
    example: .object([.init(name: "env", value: .text("LOGSHIP_WORKSPACE_KEY"))]),
    flagAliases: ["workspace-key-file"], variableAliases: ["LOGSHIP_WORKSPACE_KEY"],
    formerVariables: ["WorkspaceKey"])
  static let logType = Key<String>.text(
    "destination.dataCollector.logType", .logType, default: "AWS_Access_Key_Report",
    "Table of the reports, to whose name the service adds _CL", valueName: "name", flagAliases: ["log-type"],
    variableAliases: ["LOGSHIP_LOG_TYPE"], valueMember: "report", formerVariables: ["LogName"])
  static let eventLogType = Key<String>.text(
    "destination.dataCollector.logType.event", .logType, default: "AWS_Access_Key_Event", "Table of the events",
    valueName: "name", flagAliases: ["event-log-type"], variableAliases: ["LOGSHIP_EVENT_LOG_TYPE"])
  static let usageLogType = Key<String>.text(
    "destination.dataCollector.logType.usage", .logType, default: "AWS_Access_Key_Usage",
    "Table of the events that are rolled up", valueName: "name", flagAliases: ["usage-log-type"],
    variableAliases: ["LOGSHIP_USAGE_LOG_TYPE"])
  static let cloud = Key<Cloud>.choice(
    "destination.dataCollector.cloud", default: .public, "Azure cloud of the workspace")
  static let endpoint = Key<String?>.optionalText(
    "destination.dataCollector.endpoint", .secureURL, "URL to send to in place of the workspace's own",
    valueName: "url", flagAliases: ["endpoint"], variableAliases: ["LOGSHIP_ENDPOINT"])
  static let resourceID = Key<String?>.optionalText(
    "destination.dataCollector.resourceId", .resourceID, "Azure resource that the records are told to belong to",
    valueName: "id")

  static let all = [
    workspaceID.setting, workspaceKey.setting, logType.setting, eventLogType.setting, usageLogType.setting,
    cloud.setting, endpoint.setting, resourceID.setting,
  ]
}
