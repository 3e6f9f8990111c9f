import Programs

/// The key that a profile's `credential_process` prints.
///
/// What the program prints is never part of a message, for it may print anything.
struct ProcessCredentials: ProfileProvider {
  let name = "process"
  /// Long enough for one that opens a browser and waits for its user.
  private static let timeLimit = Duration.seconds(600)

  let lookup: ProfileLookup
  let sources: CredentialSources

  func credentials(of profile: SharedProfile) -> CredentialAnswer {
    guard profile.has("credential_process") else { return .nothing("\(lookup.title) has no credential_process") }
    let origin = "credential_process of \(lookup.title)"
    let words: [String]
    do throws(CommandWords.Malformed) {
      words = try CommandWords.split(profile.value("credential_process") ?? "")
    } catch {
      return .failed("\(origin) \(error.reason)")
    }
    guard !words.isEmpty else { return .failed("\(origin) is empty") }
    let output: [UInt8]
    do throws(ProgramFailure) {
      output = try Program(
        words, environment: sources.environment, timeLimit: Self.timeLimit, outputLimit: 1 << 20
      ).run(unless: sources.isStopped)
    } catch {
      return .failed("\(origin): \(error)")
    }
    do throws(KeyDocument.Unusable) {
      let document = try KeyDocument(output)
      guard document.Version == 1 else { return .failed("what \(origin) printed has no Version of 1") }
      return .found(try document.credentials(isSession: false).from(origin))
    } catch {
      return .failed("what \(origin) printed \(error.reason)")
    }
  }
}
