import Foundation
import Testing

/// What another program answered, as `Fixtures/generate.py` wrote it down.
enum Fixture {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) -> Value {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    do {
      return try JSONDecoder().decode(type, from: Data(contentsOf: file))
    } catch {
      fatalError("\(file.path): \(error)")
    }
  }
}

struct SignedRequests: Decodable {
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let service: String
    let region: String
    let method: String
    let url: String
    let headers: [[String]]
    let payloadHash: String
    let token: Bool
    let added: [String: String]

    var testDescription: String { name }
  }

  let time: Int64
  let accessKeyId: String
  let secretAccessKey: String
  let sessionToken: String
  let requests: [Entry]
}

struct Encodings: Decodable {
  struct Key: Decodable, Sendable {
    let key: String
    let path: String
  }
  struct Listed: Decodable, Sendable {
    let listed: String
    let key: String
  }

  let keys: [Key]
  let listed: [Listed]
}

struct IniFiles: Decodable {
  struct Good: Decodable, Sendable {
    let text: String
    let sections: [String: [String: String]]
    let regions: [String: String]
  }

  let good: [Good]
  let broken: [String]
}
