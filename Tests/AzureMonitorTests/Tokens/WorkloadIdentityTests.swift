import Foundation
import Support
import Testing

@testable import AzureMonitor

@Suite("A token by workload identity") struct WorkloadIdentityTests {
  let folder: TemporaryFolder
  let scene: TokenScene

  init() throws {
    folder = try TemporaryFolder()
    scene = try TokenScene(application: [:])
  }

  @Test("is given for the token in a file, with or without a line end, as it is by then") func file() throws {
    let path = try folder.write("token", text: "old")
    let held = scene.held(
      .workloadIdentity(tenantID: nil, clientID: nil, tokenFile: nil),
      environment: scene.environment(["AZURE_FEDERATED_TOKEN_FILE": path]))
    #expect(reason(held)?.kind == .refused)
    for end in ["", "\n"] {
      _ = try folder.write("token", text: try scene.federatedToken() + end)
      #expect(held.renew(refusedSince: .now) == .changed)
    }
    #expect(try held.origin() == "federated")
  }

  @Test("is not asked for with a file that holds none") func unusable() throws {
    let empty = try folder.write("empty", text: "\n")
    let two = try folder.write("two", text: "a b")
    for (path, words) in [
      ("/nowhere/token", "is not there"), (folder.path, "cannot be read: Is a directory"),
      (empty, "does not hold one token"), (two, "does not hold one token"),
    ] {
      let failure = reason(scene.held(.workloadIdentity(tenantID: nil, clientID: nil, tokenFile: path)))
      #expect(failure == TokenFailure(.configuration, "the file of tokenFile, \(path), \(words)"))
    }
    let unset = reason(scene.held(.workloadIdentity(tenantID: nil, clientID: nil, tokenFile: nil)))
    #expect(unset == TokenFailure(.configuration, "tokenFile (or AZURE_FEDERATED_TOKEN_FILE) is not set").named)
  }
}
