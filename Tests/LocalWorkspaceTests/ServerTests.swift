import Foundation
import LocalWorkspace
import Support
import Testing

@Suite struct ServerTests {
  @Test func garbageDoesNotStopIt() throws {
    let workspace = try LocalWorkspaceProcess()
    let garbage = try BuiltBinary.runTool(
      "python3", [RunningWorkspace.fixture("garbage.py"), String(workspace.port)])
    #expect(garbage.status == 0, "\(garbage.stderr)")
    let answers = try workspace.send("{}")
    #expect(answers.map(\.status) == [200])
    #expect(try workspace.stop() == 0)
  }

  @Test func manyConnectionsAtOnceLoseNothing() async throws {
    let workspace = try RunningWorkspace()
    try await withThrowingTaskGroup(of: Void.self) { group in
      let port = workspace.server.port
      let sender = workspace.sender
      for client in 0..<8 {
        let requests = (0..<25).map { #"{"body": "[{\"RecordId\":\"r\#(client)x\#($0)\"}]"}"# }
        group.addTask {
          let answers = try sender.send(requests, port: port)
          #expect(answers.allSatisfy { $0.status == 200 })
        }
      }
      try await group.waitForAll()
    }
    #expect(
      try workspace.rows("SELECT count(DISTINCT record_id) AS n, max(number) AS last FROM records, requests")
        == [["n": 200, "last": 200]])
  }

  @Test func oneConnectionTakesRequestAfterRequest() throws {
    let workspace = try RunningWorkspace()
    #expect(try workspace.send(#"{"repeat": 50}"#).map(\.status) == Array(repeating: 200, count: 50))
  }

  @Test func whatWasAcceptedBeforeAKillIsThereAfterwards() throws {
    let folder = try TemporaryFolder()
    let database = "\(folder.path)/kept.sqlite"
    let killed = try LocalWorkspaceProcess(database: database)
    let body = #"{"body": "[{\"RecordId\":\"r1\"},{\"RecordId\":\"r2\"}]"}"#
    #expect(try killed.send(body).map(\.status) == [200])
    try killed.kill()

    let next = try LocalWorkspaceProcess(database: database)
    #expect(try next.records().map { $0["RecordId_s"] } == ["r1", "r2"])
    #expect(try next.send(body).map(\.status) == [200])
    #expect(try next.records().count == 4)
    #expect(try next.stop() == 0)
  }

  @Test func twentyThousandRecordsAreStoredFromOneBody() throws {
    let workspace = try RunningWorkspace()
    let records = (0..<20_000).map { #"{"RecordId":"r\#($0)","Pad":"\#(String(repeating: "x", count: 350))"}"# }
    try workspace.accept("[\(records.joined(separator: ","))]")
    #expect(try workspace.rows("SELECT count(DISTINCT record_id) AS n FROM records") == [["n": 20000]])
  }
}
