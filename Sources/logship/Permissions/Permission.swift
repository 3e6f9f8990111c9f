import AWS

/// Something that AWS has to allow for a run to succeed: one statement of a policy.
///
/// The shape is that of the page "IAM JSON policy elements",
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>.
struct Permission: Sendable, Equatable {
  /// When a statement holds, such as `StringLike`, `s3:prefix`, `keys/*`.
  struct Condition: Sendable, Equatable {
    let test: String
    let key: String
    let values: [String]
  }

  /// Letters and digits.
  var sid: String
  let actions: [String]
  let resources: [String]
  var conditions: [Condition] = []

  /// Whether all that the other statement allows is allowed by this one.
  func covers(_ other: Permission) -> Bool {
    Set(actions).isSuperset(of: other.actions) && Set(resources).isSuperset(of: other.resources)
      && conditions.allSatisfy(other.conditions.contains)
  }

  /// The statement as JSON.
  var statement: JSONValue {
    func texts(_ values: [String]) -> JSONValue {
      values.count == 1 ? .text(values[0]) : .array(values.map(JSONValue.text))
    }
    var members: [JSONValue.Member] = [
      .init(name: "Sid", value: .text(sid)), .init(name: "Effect", value: .text("Allow")),
      .init(name: "Action", value: texts(actions)), .init(name: "Resource", value: texts(resources)),
    ]
    if !conditions.isEmpty {
      var tests: [JSONValue.Member] = []
      // Conditions of one kind stand together: a name twice would be one condition lost.
      for test in Set(conditions.map(\.test)).sorted() {
        let keys = conditions.filter { $0.test == test }
          .map { JSONValue.Member(name: $0.key, value: texts($0.values)) }
        tests.append(.init(name: test, value: .object(keys)))
      }
      members.append(.init(name: "Condition", value: .object(tests)))
    }
    return .object(members)
  }

  /// A text as a pattern that only it matches: what IAM would take for a wildcard or a variable is written as a variable.
  static func literal(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "*", "?", "$": result += "${\(scalar)}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Where the things are that a policy names, as far as names alone do not tell.
struct PolicyPlace: Sendable {
  /// `*` where none is configured.
  let region: String
  /// Twelve digits, or `*`.
  let account: String
  /// The KMS keys under which sources or secrets are encrypted.
  let keys: [KMSKey]

  /// Those that decrypt what the configured region's KMS is asked for; all of them where none is configured.
  var keysOfRegion: [KMSKey] { region == "*" ? keys : keys.filter { $0.region == region } }

  /// What stands for every key that may be meant.
  var anyKey: String { KMS.anyKey(region: region, account: account) }

  /// What lets services, such as `s3`, use the keys; nil where there is no key, or no service that needs one.
  func useKeys(by services: [String], _ actions: [String]) -> Permission? {
    guard !keys.isEmpty, !services.isEmpty else { return nil }
    // A service uses the keys of the region in which it holds what is encrypted.
    let regions = Set(keys.map(\.region)).sorted()
    let hosts = services.flatMap { service in regions.map { "\(service).\($0).amazonaws.com*" } }
    return Permission(
      sid: "UseKeys", actions: actions, resources: keys.map(\.arn),
      conditions: [.init(test: "StringLike", key: "kms:ViaService", values: hosts)])
  }
}

/// A policy that allows some permissions and nothing else.
struct PolicyDocument: Sendable, Equatable {
  let permissions: [Permission]

  /// The document as IAM takes it.
  var json: JSONValue {
    .object([
      .init(name: "Version", value: .text("2012-10-17")),
      .init(name: "Statement", value: .array(permissions.map(\.statement))),
    ])
  }
}
