import Records

/// ARM templates for what logship needs in Azure.
///
/// Source: Azure Resource Manager, "Understand the structure and syntax of ARM templates".
enum AzureTemplate {
  static let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

  /// A template of tables alone, for a workspace that is there.
  static func tables(_ tables: [RecordTable]) -> JSONValue {
    .members([
      "$schema": .text(schema),
      "contentVersion": .text("1.0.0.0"),
      "parameters": .object([
        TemplateParameter(
          name: "workspaceName", type: "string",
          about: "The Log Analytics workspace, in the resource group of the deployment"
        ).member
      ]),
      "resources": .array(tables.map { LogsTable.resource($0, workspace: "parameters('workspaceName')") }),
    ])
  }

  /// `deploy/azure/logship.json`: workspace, tables, rule, identity and role, for the columns that are sent where nothing is
  /// configured.
  static var deployment: String {
    let columns = Settings.Columns(rename: [], drop: [], add: [], unknown: .drop, keep: [], preset: .standard)
    let tables = RecordKind.allCases.map { RecordTable.declared($0, in: DefaultTables.stream($0), columns) }
    return JSONValue.members([
      "$schema": .text(schema),
      "contentVersion": .text("1.0.0.0"),
      "metadata": .members([
        "description": .text(
          "What logship needs in Azure to send by the Logs Ingestion API. Made by `logship generate deploy/azure/logship.json`"
        )
      ]),
      "parameters": .object(TemplateParameter.all.map(\.member)),
      "variables": .members([
        "workspaceId": .text("[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspaceName'))]"),
        "ruleId": .text("[resourceId('\(CollectionRule.type)', parameters('ruleName'))]"),
        "identityId": .text("[resourceId('\(TemplateIdentity.type)', parameters('identityName'))]"),
        "roleId": .text(
          "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '\(TemplateIdentity.role)')]"),
      ]),
      "resources": .array(
        [workspace]
          + tables.map { table in
            LogsTable.resource(
              table, workspace: "parameters('workspaceName')",
              [.init(name: "dependsOn", value: .texts(["[variables('workspaceId')]"]))])
          } + [rule(tables)] + TemplateIdentity.resources),
      "outputs": outputs,
    ]).pretty() + "\n"
  }

  private static var workspace: JSONValue {
    .members([
      "condition": .text("[parameters('createWorkspace')]"),
      "type": .text("Microsoft.OperationalInsights/workspaces"),
      "apiVersion": .text(LogsTable.apiVersion),
      "name": .text("[parameters('workspaceName')]"),
      "location": .text("[parameters('location')]"),
      "properties": .members([
        "sku": .members(["name": .text("PerGB2018")]),
        "retentionInDays": .text("[parameters('retentionInDays')]"),
      ]),
    ])
  }

  private static func rule(_ tables: [RecordTable]) -> JSONValue {
    .members([
      "type": .text(CollectionRule.type),
      "apiVersion": .text(CollectionRule.apiVersion),
      "name": .text("[parameters('ruleName')]"),
      "location": .text("[parameters('location')]"),
      "kind": .text(CollectionRule.kind),
      "dependsOn": .texts(
        tables.map { "[resourceId('\(LogsTable.type)', parameters('workspaceName'), '\($0.name)')]" }),
      "properties": CollectionRule.properties(tables, workspace: "[variables('workspaceId')]"),
    ])
  }

  private static var outputs: JSONValue {
    let rule = "reference(variables('ruleId'), '\(CollectionRule.apiVersion)')"
    let client = "reference(variables('identityId'), '\(TemplateIdentity.apiVersion)').clientId"
    return .object([
      output("endpoint", "[\(rule).endpoints.logsIngestion]"),
      output("ruleId", "[\(rule).immutableId]"),
      output("clientId", "[if(parameters('createIdentity'), \(client), '')]"),
      output("tenantId", "[subscription().tenantId]"),
    ])
  }

  private static func output(_ name: String, _ value: String) -> JSONValue.Member {
    .init(name: name, value: .members(["type": .text("string"), "value": .text(value)]))
  }
}
