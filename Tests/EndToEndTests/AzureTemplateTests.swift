import Foundation
import Support
import Testing

@Suite("The template in deploy/azure")
struct AzureTemplateTests {
  private let path = "\(packageFolder)/deploy/azure/logship.json"

  private func template() throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func resources(_ type: String) throws -> [JSONValue] {
    try template()["resources"]?.elements?.filter { $0["type"]?.string == type } ?? []
  }

  private func types(_ columns: JSONValue?) -> [String: String] {
    let columns = columns?.elements ?? []
    return Dictionary(uniqueKeysWithValues: columns.map { ($0["name"]?.string ?? "", $0["type"]?.string ?? "") })
  }

  @Test("is what the program generates")
  func current() throws {
    let made = try BuiltBinary.run(["generate", "deploy/azure/logship.json"])
    #expect(made.status == 0)
    #expect(try made.stdout == String(contentsOfFile: path, encoding: .utf8))
  }

  @Test("has the rule and the tables that the schema prints, each stream with one flow into a table that it makes")
  func rule() throws {
    let printed = try SchemaScene.json("--for", "rule")["properties"]
    let rule = try #require(try resources("Microsoft.Insights/dataCollectionRules").first)
    #expect(rule["kind"] == "Direct")
    #expect(rule["properties"]?["streamDeclarations"] == printed?["streamDeclarations"])
    #expect(rule["properties"]?["dataFlows"] == printed?["dataFlows"])
    let tables = try resources("Microsoft.OperationalInsights/workspaces/tables")
    let flows = rule["properties"]?["dataFlows"]?.elements ?? []
    guard case .object(let streams)? = rule["properties"]?["streamDeclarations"] else {
      Issue.record("no streams")
      return
    }
    #expect(flows.compactMap { $0["streams"]?.elements?.first?.string }.sorted() == streams.keys.sorted())
    for flow in flows {
      let output = try #require(flow["outputStream"]?.string)
      let table = try #require(
        tables.first { "Custom-\($0["properties"]?["schema"]?["name"]?.string ?? "")" == output })
      var columns = types(table["properties"]?["schema"]?["columns"]).mapValues { $0.lowercased() }
      #expect(columns.removeValue(forKey: "TimeGenerated") == "datetime")
      #expect(columns == types(streams[flow["streams"]?.elements?.first?.string ?? ""]?["columns"]), "\(output)")
    }
    let needed = rule["dependsOn"]?.elements?.compactMap(\.string) ?? []
    #expect(needed.count == 3 && needed.allSatisfy { $0.contains("workspaces/tables") })
  }

  @Test("names in its expressions only parameters and variables that it has, and uses every one")
  func names() throws {
    let template = try template()
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (function, member) in [("parameters", "parameters"), ("variables", "variables")] {
      guard case .object(let defined)? = template[member] else {
        Issue.record("no \(member)")
        return
      }
      let pattern = try Regex<(Substring, Substring)>("\(function)\\('([A-Za-z]+)'\\)")
      #expect(Set(text.matches(of: pattern).map { String($0.1) }) == Set(defined.keys))
    }
  }

  @Test("has parentheses and quotes in pairs in each expression")
  func expressions() throws {
    func check(_ value: JSONValue) {
      switch value {
      case .string(let text) where text.hasPrefix("[") && !text.hasPrefix("[["):
        #expect(text.hasSuffix("]") && text.count { $0 == "(" } == text.count { $0 == ")" }, "\(text)")
        #expect(text.count { $0 == "'" }.isMultiple(of: 2), "\(text)")
      case .array(let values): values.forEach(check)
      case .object(let members): members.values.forEach(check)
      default: break
      }
    }
    check(try template())
  }

  @Test("lets an identity and others send to the rule alone, and makes credentials one after another")
  func identity() throws {
    let credentials = try resources(
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials")
    #expect(
      credentials.count == 1 && credentials[0]["copy"]?["mode"] == "serial" && credentials[0]["copy"]?["batchSize"] == 1
    )
    let assignments = try resources("Microsoft.Authorization/roleAssignments")
    #expect(assignments.count == 2)
    for assignment in assignments {
      #expect(
        assignment["scope"]?.string == "[concat('Microsoft.Insights/dataCollectionRules/', parameters('ruleName'))]")
      #expect(assignment["properties"]?["roleDefinitionId"] == "[variables('roleId')]")
    }
    #expect(try template()["variables"]?["roleId"]?.string?.contains("3913510d-42f4-4e42-8a64-420c390055eb") == true)
    guard case .object(let outputs)? = try template()["outputs"] else {
      Issue.record("no outputs")
      return
    }
    #expect(outputs.keys.sorted() == ["clientId", "endpoint", "ruleId", "tenantId"])
  }
}
