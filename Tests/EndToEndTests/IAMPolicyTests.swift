import Foundation
import Support
import Testing

@Suite("logship iam-policy")
struct IAMPolicyTests {
  /// What the program prints for these arguments.
  private func policy(_ scene: Scene, _ arguments: [String], environment: [String: String] = [:]) throws -> JSONValue {
    let run = try scene.run(["iam-policy"] + arguments, environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(JSONValue.self, from: Data(run.output.utf8))
  }

  private func statements(_ policy: JSONValue) throws -> [JSONValue] {
    try #require(policy["Statement"]?.elements)
  }

  private func document(_ statements: [JSONValue]) throws -> String {
    let policy = JSONValue.object(["Version": .string("2012-10-17"), "Statement": .array(statements)])
    return String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
  }

  @Test("the printed policy is enough, and without any one of its statements the job fails")
  func isEnoughAndNotTooMuch() throws {
    let scene = try Scene()
    let server = try MotoServer(buckets: ["audit", "trail", "private"])
    try server.put("keys/a*?$/one.json", Data(report("ann").utf8), in: "audit")
    try server.put("org/123456789012/2026/11/24/two.json", Data(report("bob").utf8), in: "trail")
    let sources = ["s3://audit/keys/a*?$/", "s3://trail/org/{account}/{yyyy}/{MM}/{dd}/"]
    let all = try statements(try policy(scene, sources))
    #expect(all.count == 4)

    let key = try server.user("job", policy: try document(all))
    let environment = key.environment.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }
    let run = try scene.ship(sources[0], sources[1], environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scene.stored("UserName_s").sorted() == ["ann", "bob"])

    for missing in all.indices {
      var rest = all
      rest.remove(at: missing)
      _ = try server.user("job", policy: try document(rest))
      let run = try scene.run(["ship", "--reship"] + sources, environment: environment)
      #expect(run.status == 77, "without \(all[missing]): \(run.errors)")
    }
  }
}
