/// Who may send to the rule, as resources of an ARM template.
enum TemplateIdentity {
  static let type = "Microsoft.ManagedIdentity/userAssignedIdentities"
  static let apiVersion = "2023-01-31"
  /// Monitoring Metrics Publisher, which is what sending to a rule needs (Azure Monitor, "Logs Ingestion API").
  static let role = "3913510d-42f4-4e42-8a64-420c390055eb"
  private static let assignments = "Microsoft.Authorization/roleAssignments"

  static var resources: [JSONValue] { [identity, credentials, ownAssignment, otherAssignments] }

  private static var identity: JSONValue {
    .members([
      "condition": .text("[parameters('createIdentity')]"),
      "type": .text(type),
      "apiVersion": .text(apiVersion),
      "name": .text("[parameters('identityName')]"),
      "location": .text("[parameters('location')]"),
    ])
  }

  /// One after another, since Entra refuses those of one identity that are made at the same time.
  ///
  /// Each is named after what it trusts, so that a list in another order changes none. Source: Entra, "Configure a
  /// user-assigned managed identity to trust an external identity provider".
  private static var credentials: JSONValue {
    let subject = "parameters('federationSubjects')[copyIndex()]"
    return .members([
      "condition": .text("[and(parameters('createIdentity'), not(empty(parameters('federationIssuer'))))]"),
      "type": .text("\(type)/federatedIdentityCredentials"),
      "apiVersion": .text(apiVersion),
      "name": .text(
        "[concat(parameters('identityName'), '/logship-', uniqueString(parameters('federationIssuer'), \(subject)))]"),
      "copy": .members([
        "name": .text("credentials"),
        "count": .text("[length(parameters('federationSubjects'))]"),
        "mode": .text("serial"),
        "batchSize": .number("1"),
      ]),
      "dependsOn": .texts(["[variables('identityId')]"]),
      "properties": .members([
        "issuer": .text("[parameters('federationIssuer')]"),
        "subject": .text("[\(subject)]"),
        "audiences": .texts(["[parameters('federationAudience')]"]),
      ]),
    ])
  }

  private static var ownAssignment: JSONValue {
    .members([
      "condition": .text("[parameters('createIdentity')]"),
      "type": .text(assignments),
      "apiVersion": .text("2022-04-01"),
      "name": .text("[guid(variables('ruleId'), variables('identityId'), variables('roleId'))]"),
      "scope": .text(scope),
      "dependsOn": .texts(["[variables('ruleId')]", "[variables('identityId')]"]),
      "properties": properties(
        "[reference(variables('identityId'), '\(apiVersion)').principalId]", type: "ServicePrincipal"),
    ])
  }

  private static var otherAssignments: JSONValue {
    let principal = "parameters('principalIds')[copyIndex()]"
    return .members([
      "type": .text(assignments),
      "apiVersion": .text("2022-04-01"),
      "name": .text("[guid(variables('ruleId'), \(principal), variables('roleId'))]"),
      "scope": .text(scope),
      "copy": .members(["name": .text("assignments"), "count": .text("[length(parameters('principalIds'))]")]),
      "dependsOn": .texts(["[variables('ruleId')]"]),
      "properties": properties("[\(principal)]", type: "[parameters('principalType')]"),
    ])
  }

  private static let scope = "[concat('\(CollectionRule.type)/', parameters('ruleName'))]"

  /// With the type Azure does not look the principal up, which it may not know yet when it was just made.
  private static func properties(_ principal: String, type: String) -> JSONValue {
    .members([
      "roleDefinitionId": .text("[variables('roleId')]"),
      "principalId": .text(principal),
      "principalType": .text(type),
    ])
  }
}
