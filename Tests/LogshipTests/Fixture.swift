import Support

@testable import logship

/// A folder with a home in it, and configurations resolved there without a look at the process's own surroundings.
struct Fixture {
  let folder: TemporaryFolder
  var surroundings: Surroundings

  init(environment: [String: String] = [:], isRoot: Bool = false) throws {
    folder = try TemporaryFolder()
    surroundings = Surroundings(
      environment: environment, isRoot: isRoot, homeInDatabase: "\(folder.path)/home",
      systemConfiguration: "\(folder.path)/etc/config.json")
  }

  /// Settings from a file that only its owner can read, named by `--config`.
  func resolve(_ json: String, flags: [String] = []) throws -> Settings {
    let path = try folder.write("config.json", text: json)
    try setMode(0o600, path)
    return try resolve(flags: flags, config: path)
  }

  func resolve(flags: [String] = [], config: String? = nil) throws -> Settings {
    // ArgumentParser takes its time in debug builds, so it is left out where it has nothing to do.
    guard !flags.isEmpty else {
      return try Settings.resolve(Typed(config: config, in: surroundings), in: surroundings)
    }
    let config = config.map { ["--config", $0] } ?? []
    return try ConfigurationFlags.parse(config + flags).resolve(in: surroundings)
  }

  /// What is said about a file, with its path as `config.json`.
  func complaints(_ json: String, flags: [String] = []) -> [String] {
    complaints { try resolve(json, flags: flags) }
  }

  func complaints(flags: [String]) -> [String] {
    complaints { try resolve(flags: flags) }
  }

  func complaints(_ body: () throws -> Settings) -> [String] {
    do {
      _ = try body()
      return []
    } catch let errors as ConfigurationErrors {
      return errors.problems.map { without(folder.path, "\($0)") }
    } catch {
      return ["\(type(of: error)): \(error)"]
    }
  }

  private func without(_ path: String, _ text: String) -> String {
    text.split(separator: "\(path)/", omittingEmptySubsequences: false).joined()
  }
}
