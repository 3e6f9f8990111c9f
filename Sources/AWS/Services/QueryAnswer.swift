import Digest

/// An answer of the query protocol, as IAM and STS have it: the texts of its result by their path, the members of its
/// lists, and the entries of its map.
struct QueryAnswer: XMLAnswer {
  let operation: AWSOperation
  private let root: [String]
  private(set) var values: [String: String] = [:]
  private(set) var members: [String: [[String: String]]] = [:]
  private(set) var entries: [String: String] = [:]
  private(set) var isWhole = false
  /// Names of what stands in the result, lists without a member among them.
  private(set) var lists: Set<String> = []
  private var member: [String: String] = [:]

  init(_ action: String, _ operation: AWSOperation) {
    self.operation = operation
    root = ["\(action)Response", "\(action)Result"]
  }

  mutating func begin(_ path: [String]) throws(XMLProblem) {
    if path == root { isWhole = true }
    if path.count == 3, path.starts(with: root) { lists.insert(path[2]) }
    if path.count == 4, path[3] == "member" || path[3] == "entry" { member = [:] }
  }

  mutating func end(_ path: [String], text: String) throws(XMLProblem) {
    guard path.starts(with: root), path.count > root.count else { return }
    let rest = path.dropFirst(root.count)
    switch rest.count {
    case 2 where rest.last == "member": members[path[2], default: []].append(member)
    case 2 where rest.last == "entry":
      if let key = member["key"] { entries[key] = member["value"] }
    case 3 where path[3] == "member" || path[3] == "entry": member[path[4]] = text
    default: values[rest.joined(separator: "/")] = text
    }
  }
}

extension ServiceClient {
  /// Asks for one action of the query protocol.
  ///
  /// - Throws: `AWSError`. Nothing of an answer that succeeded is part of it, since that may be a secret.
  func ask(
    _ service: AWSService, _ action: String, version: String, _ parameters: [(name: String, value: String?)] = [],
    in region: String, _ operation: AWSOperation, _ signature: ServiceCall.Signature, withholding secrets: [Secret] = []
  ) throws(AWSError) -> QueryAnswer {
    var call = ServiceCall.query(service, action, version: version, parameters, in: region, operation, signature)
    call.secrets = secrets
    var answer = QueryAnswer(action, operation)
    try answer.read(try send(call).body, of: operation)
    guard answer.isWhole else { throw .malformedAnswer("it is no answer to \(action)", operation) }
    return answer
  }
}
