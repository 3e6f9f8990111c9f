/// What a data collection rule declares of its streams (ARM reference, `Microsoft.Insights/dataCollectionRules`,
/// `streamDeclarations`).
public struct DeclaredRule: Sendable, Equatable {
  /// The rule's resource id.
  public let id: String
  /// By the name of a stream, the type of each column by its name.
  public let streams: [String: [String: String]]
}

extension DeclaredRule: Decodable {
  private enum CodingKeys: String, CodingKey {
    case id, streamDeclarations
  }

  private struct Declaration: Decodable {
    struct Column: Decodable {
      let name: String
      let type: String
    }

    let columns: [Column]?
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    let declarations = try container.decodeIfPresent([String: Declaration].self, forKey: .streamDeclarations) ?? [:]
    streams = declarations.mapValues { declaration in
      // A name that stands twice has the type that it got last.
      Dictionary((declaration.columns ?? []).map { ($0.name, $0.type) }) { $1 }
    }
  }
}
