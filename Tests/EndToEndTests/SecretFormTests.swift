import Foundation
import Support
import Testing

@Suite("the workspace's key from where it is kept")
struct SecretFormTests {
  @Test("a parameter of SSM", .disabled())
  func parameter() {}

  @Test("a secret of Secrets Manager: text, bytes, a member of its JSON", .disabled())
  func managed() {}

  @Test("a ciphertext of KMS in a variable or a file, with its context", .disabled())
  func encrypted() {}

  @Test("on Lambda, KMS is told the function's name", .disabled())
  func encryptedOnLambda() {}

  @Test("a credential of systemd", .disabled())
  func credential() {}

  @Test("what a command prints", .disabled())
  func command() {}

  @Test("the secret of hashed ids in the same forms", .disabled())
  func hashKey() {}

  @Test("one that is not there, or is no Base64: 78", .disabled())
  func absent() {}

  @Test("one that AWS refuses: 77 with the action", .disabled())
  func refused() {}

  @Test("a service that cannot be reached: 75", .disabled())
  func unreachable() {}

  @Test("a command that fails: 77", .disabled())
  func failedCommand() {}

  @Test("another region's parameter and secret are asked of that region", .disabled())
  func otherRegion() {}

  @Test("a key that was changed under a run is read again after a 403", .disabled())
  func rotated() {}

  @Test("a 403 to many senders reads the key once", .disabled())
  func readOnce() {}

  @Test("a key that cannot be read again is told with its own code, and nothing is lost", .disabled())
  func rereadFails() {}

  @Test("--dry-run and check contact nobody", .disabled())
  func offline() {}

  @Test("no secret is seen in logs, reports, errors, files or arguments", .disabled())
  func leaks() {}
}
