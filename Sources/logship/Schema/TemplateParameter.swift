/// A parameter of an ARM template.
struct TemplateParameter {
  let name: String
  let type: String
  let about: String
  /// nil where it has to be given.
  var fallback: JSONValue?
  var allowed: [String] = []

  var member: JSONValue.Member {
    var members: [JSONValue.Member] = [.init(name: "type", value: .text(type))]
    if let fallback { members.append(.init(name: "defaultValue", value: fallback)) }
    if !allowed.isEmpty { members.append(.init(name: "allowedValues", value: .texts(allowed))) }
    members.append(.init(name: "metadata", value: .members(["description": .text(about)])))
    return .init(name: name, value: .object(members))
  }

  /// Those of `deploy/azure/logship.json`.
  static let all = [
    TemplateParameter(
      name: "location", type: "string",
      about: "Azure region of the rule and the identity, which has to be the workspace's",
      fallback: .text("[resourceGroup().location]")),
    TemplateParameter(
      name: "workspaceName", type: "string", about: "Log Analytics workspace, in the resource group of the deployment",
      fallback: .text("logship")),
    TemplateParameter(
      name: "createWorkspace", type: "bool", about: "false for a workspace that is there", fallback: .toggle(true)),
    TemplateParameter(
      name: "retentionInDays", type: "int", about: "How long a workspace that is made keeps its data",
      fallback: .number("30")),
    TemplateParameter(name: "ruleName", type: "string", about: "Data collection rule", fallback: .text("logship")),
    TemplateParameter(
      name: "createIdentity", type: "bool",
      about: "Whether a user-assigned identity is made: for AWS federation, workload identity and machines in Azure",
      fallback: .toggle(true)),
    TemplateParameter(
      name: "identityName", type: "string", about: "The user-assigned identity", fallback: .text("logship")),
    TemplateParameter(
      name: "federationIssuer", type: "string",
      about:
        "Who signs the tokens that the identity trusts: the issuer of the AWS account, or of the Kubernetes cluster",
      fallback: .text("")),
    TemplateParameter(
      name: "federationSubjects", type: "array",
      about:
        "Whom the identity trusts, 20 at most: ARNs of AWS roles, or system:serviceaccount:<namespace>:<name>, each to the letter",
      fallback: .array([])),
    TemplateParameter(
      name: "federationAudience", type: "string", about: "For whom the tokens are",
      fallback: .text("api://AzureADTokenExchange"),
      allowed: ["api://AzureADTokenExchange", "api://AzureADTokenExchangeUSGov", "api://AzureADTokenExchangeChina"]),
    TemplateParameter(
      name: "principalIds", type: "array",
      about:
        "Object ids of others who may send: applications with a secret or certificate, system-assigned identities, users",
      fallback: .array([])),
    TemplateParameter(
      name: "principalType", type: "string", about: "What the others are", fallback: .text("ServicePrincipal"),
      allowed: ["ServicePrincipal", "User", "Group"]),
  ]
}
