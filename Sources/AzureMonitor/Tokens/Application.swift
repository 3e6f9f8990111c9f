import Digest
import Transport

/// The application that a form names, as far as it does.
struct ApplicationChoice: Sendable {
  let tenantID: String?
  let clientID: String?

  /// What of it is nowhere.
  func missing(_ surroundings: TokenSurroundings) -> [String] {
    [
      tenant(surroundings) == nil ? "tenantId (or AZURE_TENANT_ID)" : nil,
      client(surroundings) == nil ? "clientId (or AZURE_CLIENT_ID)" : nil,
    ].compactMap(\.self)
  }

  /// With what the environment has in the place of what is absent.
  ///
  /// - Throws: `TokenFailure` that names what is nowhere; of kind configuration where a tenant's id is none.
  func resolved(_ surroundings: TokenSurroundings) throws(TokenFailure) -> Application {
    guard let tenant = tenant(surroundings), let client = client(surroundings) else {
      throw .absent(missing(surroundings))
    }
    let origin = tenantID?.unlessEmpty == nil ? "AZURE_TENANT_ID" : "tenantId"
    guard Self.isTenant(tenant) else {
      throw TokenFailure(
        .configuration,
        "\(origin) is no id or domain of a tenant: it has other characters than letters, digits, hyphens and dots")
    }
    return Application(tenantID: tenant, clientID: client)
  }

  /// azure-identity's rule (`validate_tenant_id`), since it becomes part of a URL; and no step up or down a path.
  static func isTenant(_ text: String) -> Bool {
    !text.isEmpty && text.contains { $0 != "." }
      && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-.".utf8.contains($0) }
  }

  private func tenant(_ surroundings: TokenSurroundings) -> String? {
    tenantID?.unlessEmpty ?? surroundings.variable("AZURE_TENANT_ID")
  }

  private func client(_ surroundings: TokenSurroundings) -> String? {
    clientID?.unlessEmpty ?? surroundings.variable("AZURE_CLIENT_ID")
  }
}

/// An application of a tenant.
struct Application: Sendable, Equatable {
  let tenantID: String
  let clientID: String

  /// As messages name it.
  var words: String { "application \(ServiceWords.shown(clientID)) in tenant \(tenantID)" }
}
