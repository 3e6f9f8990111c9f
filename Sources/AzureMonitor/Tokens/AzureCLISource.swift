import Digest
import FoundationEssentials
import Glibc
import Programs
import Transport

/// Whoever is signed in by the Azure CLI on this machine.
///
/// Neither what `az` prints nor what it complains of becomes part of a message, for either may hold a token.
struct AzureCLISource: TokenSource {
  let name = "azureCli"
  private static let timeLimit = Duration.seconds(10)
  private static let command = "az account get-access-token"

  private let tenantID: String?
  private let surroundings: TokenSurroundings

  init(tenantID: String?, _ surroundings: TokenSurroundings) {
    self.tenantID = tenantID?.unlessEmpty
    self.surroundings = surroundings
  }

  private struct Answer: Decodable {
    let accessToken: String
    /// Seconds since 1970; newer versions only.
    let expires_on: Int64?
    /// `2026-11-26 08:00:00.000000`, in the zone of the machine.
    let expiresOn: String?
  }

  func token() throws(TokenFailure) -> AccessToken {
    guard let program = path() else { throw .absent("there is no az in PATH") }
    var arguments = [
      program, "account", "get-access-token", "--output", "json", "--resource", surroundings.resource,
    ]
    if let tenantID {
      guard ApplicationChoice.isTenant(tenantID) else {
        throw TokenFailure(
          .configuration,
          "tenantId is no id or domain of a tenant: it has other characters than letters, digits, hyphens and dots")
      }
      arguments += ["--tenant", tenantID]
    }
    let output: [UInt8]
    do throws(ProgramFailure) {
      // From a folder of the system, since Python looks for modules where it is started.
      output = try Program(
        arguments, environment: surroundings.environment.merging(["AZURE_CORE_NO_COLOR": "true"]) { $1 },
        timeLimit: Self.timeLimit, outputLimit: 1 << 20, folder: "/bin"
      ).run { surroundings.isStopped }
    } catch {
      throw Self.failure(error)
    }
    guard let token = token(output) else {
      throw .absent("`\(Self.command)` printed no token with its end", whenNamed: .refused)
    }
    return token
  }

  private static func failure(_ failure: ProgramFailure) -> TokenFailure {
    switch failure.cause {
    case .stopped: .stopped
    case .timedOut: .absent("`\(command)`: \(failure)", whenNamed: .unreachable)
    case .exited:
      .absent("`\(command)`: \(failure). Run `az login`; run by hand, it tells why", whenNamed: .refused)
    default: .absent("`\(command)`: \(failure)")
    }
  }

  private func token(_ output: [UInt8]) -> AccessToken? {
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output)),
      let expires = answer.expires_on ?? answer.expiresOn.flatMap(Self.localTime), expires > surroundings.now(),
      !answer.accessToken.isEmpty, answer.accessToken.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    return AccessToken(value: Secret(answer.accessToken), expires: expires)
  }

  private static func localTime(_ text: String) -> Int64? {
    let numbers = text.prefix { $0 != "." }.split { "- :".contains($0) }.map { Int32($0) ?? -1 }
    guard numbers.count == 6, numbers.allSatisfy({ (0...9999).contains($0) }) else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
    // Whether it is summer there the library has to find out.
    parts.tm_isdst = -1
    let time = mktime(&parts)
    return time == -1 ? nil : Int64(time)
  }

  /// Where `az` is; folders of `PATH` that depend on where we are started are left out.
  private func path() -> String? {
    for folder in (surroundings.environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
      let candidate = "\(folder)/az"
      var status = stat()
      if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(candidate, X_OK) == 0 {
        return candidate
      }
    }
    return nil
  }
}
