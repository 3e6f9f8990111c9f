import Foundation

/// The JSON of a data collection rule: a whole ARM resource, or its `properties`.
///
/// Page "Structure of a data collection rule in Azure Monitor". Parts that say how agents collect, or where the
/// workspace is, are not looked at.
private struct RuleFile: Decodable {
  struct Properties: Decodable {
    let immutableId: String?
    let streamDeclarations: [String: Declaration]?
    let dataFlows: [Flow]?
  }

  struct Declaration: Decodable {
    let columns: [Column]
  }

  struct Column: Decodable {
    let name: String
    let type: String
  }

  struct Flow: Decodable {
    let streams: [String]
    let outputStream: String?
    let transformKql: String?
  }

  let properties: Properties
}

extension DataCollectionRule {
  /// The rule that a JSON text describes.
  ///
  /// - Parameter json: A whole ARM resource, or its `properties`.
  /// - Throws: `RuleError` for what the service refuses when a rule is made, and for what this stand-in does not know.
  public init(json: Data) throws(RuleError) {
    let properties = try Self.properties(of: json)
    let id = properties.immutableId ?? Self.defaultID
    guard id.wholeMatch(of: /dcr-[A-Za-z0-9-]{1,64}/) != nil else {
      throw RuleError("immutableId \"\(id.prefix(80))\" is not dcr- and letters or digits")
    }
    let declarations = properties.streamDeclarations ?? [:]
    guard !declarations.isEmpty else { throw RuleError("streamDeclarations declares no stream") }
    var streams: [RuleStream] = []
    for (index, flow) in (properties.dataFlows ?? []).enumerated() {
      for name in flow.streams {
        guard let declaration = declarations[name] else {
          throw RuleError("dataFlows[\(index)] names stream \(name), which streamDeclarations does not declare")
        }
        guard !streams.contains(where: { $0.name == name }) else {
          throw RuleError("dataFlows[\(index)] names stream \(name) again; the local workspace knows one flow a stream")
        }
        streams.append(try Self.stream(name, declaration, flow))
      }
    }
    for name in declarations.keys.sorted() where !streams.contains(where: { $0.name == name }) {
      throw RuleError("stream \(name) is declared, but no entry of dataFlows sends it to a table")
    }
    self.init(id: id, streams: streams.sorted { $0.name < $1.name })
  }

  private static func properties(of json: Data) throws(RuleError) -> RuleFile.Properties {
    do {
      let decoder = JSONDecoder()
      let top = try JSONSerialization.jsonObject(with: json)
      guard let object = top as? [String: Any] else { throw RuleError("the rule is not a JSON object") }
      if object["properties"] != nil { return try decoder.decode(RuleFile.self, from: json).properties }
      return try decoder.decode(RuleFile.Properties.self, from: json)
    } catch let error as RuleError {
      throw error
    } catch let error as DecodingError {
      throw RuleError(Self.words(of: error))
    } catch {
      throw RuleError("the rule is not JSON: \(error.localizedDescription)")
    }
  }

  private static func words(of error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined().drop { $0 == "." }
        .description
    }
    return switch error {
    case .keyNotFound(let key, let context):
      "\(place(context.codingPath + [key])) is missing"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "\(place(context.codingPath)) is not of the type \(type)"
    case .dataCorrupted(let context):
      "the rule is not JSON: \(context.debugDescription)"
    @unknown default:
      "the rule cannot be read: \(error.localizedDescription)"
    }
  }

  private static func stream(
    _ name: String, _ declaration: RuleFile.Declaration, _ flow: RuleFile.Flow
  ) throws(RuleError) -> RuleStream {
    guard name.wholeMatch(of: /Custom-[A-Za-z0-9_]+/) != nil else {
      throw RuleError("stream \"\(name.prefix(80))\" is not Custom- followed by letters, digits and underscores")
    }
    let transform = StreamTransform(kql: flow.transformKql ?? "source")
    guard let transform else {
      throw RuleError(
        """
        stream \(name): the local workspace knows no transformKql but \"source\" and \
        \"source | extend TimeGenerated = …\" with <column>, todatetime(<column>) or now()
        """)
    }
    var columns: [StreamColumn] = []
    for column in declaration.columns { columns.append(try self.column(column, of: name)) }
    return try RuleStream(
      name: name, columns: columns, table: try table(of: flow.outputStream ?? name, for: name), transform: transform)
  }

  private static func column(_ column: RuleFile.Column, of stream: String) throws(RuleError) -> StreamColumn {
    if let type = StreamColumn.ColumnType(rawValue: column.type) { return StreamColumn(name: column.name, type: type) }
    let advice =
      column.type == "guid"
      ? "which no stream may declare; declare it as string"
      : "which is none of \(StreamColumn.ColumnType.allCases.map(\.rawValue).joined(separator: ", "))"
    throw RuleError("stream \(stream): column \(column.name) has the type \(column.type.prefix(40)), \(advice)")
  }

  /// The table that an output stream names: `Custom-<name>_CL`, or `Microsoft-<name>` for one of Azure's own.
  private static func table(of output: String, for stream: String) throws(RuleError) -> String {
    if let match = output.wholeMatch(of: /Custom-([A-Za-z][A-Za-z0-9_]*_CL)/) { return String(match.1) }
    if let match = output.wholeMatch(of: /Microsoft-([A-Za-z][A-Za-z0-9_]*)/) { return String(match.1) }
    throw RuleError(
      "stream \(stream): outputStream \"\(output.prefix(80))\" is neither Custom-<name>_CL nor Microsoft-<name>")
  }
}
