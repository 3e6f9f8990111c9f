import Testing

@testable import AWS

/// Every combination is resolved by botocore and by us to the same key id, or by both to an error.
@Suite struct BotocoreTests {
  static let all: [Combination] = [
    Combination.environments, Combination.profiles, Combination.roles, Combination.webIdentities, Combination.processes,
    Combination.containers, Combination.instances, Combination.signOns, Combination.logins,
  ].flatMap { $0 }

  @Test(arguments: all) func takesTheCredentialsThatBotocoreTakes(_ combination: Combination) throws {
    let scene = try CombinationScene.shared.get()
    let theirs = try scene.botocores(combination)
    let ours = try scene.ours(combination)
    #expect(theirs.keyId == combination.gives, "botocore: \(theirs.error ?? "")")
    switch ours {
    case .success(let key): #expect(key.accessKeyId == combination.gives, "from \(key.provider)")
    case .failure(let error): #expect(combination.gives == nil, "\(error)")
    }
  }

  /// What stands in the combinations and no message may show.
  static let secrets = [
    "secret-of-", "client-secret", "revoked", "good-old", "pod-token", "from-file", "BEGIN EC", "Basic-abc",
  ]

  @Test(arguments: all.filter { $0.gives == nil }) func anErrorShowsNoSecret(_ combination: Combination) throws {
    guard case .failure(let error) = try CombinationScene.shared.get().ours(combination) else { return }
    for secret in Self.secrets { #expect(!"\(error)".contains(secret)) }
  }

  @Test func thereAreManyAndEachHasAName() {
    #expect(Self.all.count >= 60)
    #expect(Set(Self.all.map(\.name)).count == Self.all.count)
    let failing = Self.all.filter { $0.gives == nil }.count
    #expect(failing >= 20)
    #expect(Self.all.count - failing >= 40)
  }
}
