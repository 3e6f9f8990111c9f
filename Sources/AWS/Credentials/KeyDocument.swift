import Digest
import FoundationEssentials

/// The JSON in which containers, instances and processes give out a key.
struct KeyDocument: Decodable {
  /// For how many seconds a key or a token that a service gives out may hold: what is more was not meant.
  static let lives: ClosedRange<Int64> = 1...366 * 86_400

  let Version: Int?
  let AccessKeyId: String?
  let SecretAccessKey: String?
  let Token: String?
  let SessionToken: String?
  let Expiration: String?
  /// What an instance says in place of a key.
  let Code: String?

  /// Why there is no key in a document, in words without a value of it.
  struct Unusable: Error {
    let reason: String
  }

  /// Reads a document.
  ///
  /// - Throws: `Unusable` for what is no JSON, or other JSON.
  init(_ bytes: [UInt8]) throws(Unusable) {
    do {
      self = try JSONDecoder().decode(KeyDocument.self, from: Data(bytes))
    } catch {
      throw Unusable(reason: "is not the JSON of a key")
    }
  }

  /// The key, where the document has a whole one.
  ///
  /// - Parameter isSession: Whether a token and an end have to be there.
  /// - Returns: The key, of no provider yet.
  /// - Throws: `Unusable`.
  func credentials(isSession: Bool) throws(Unusable) -> AWSCredentials {
    func needed(_ name: String, _ value: String?) throws(Unusable) -> String {
      guard let value, !value.isEmpty else { throw Unusable(reason: "has no \(name)") }
      return value
    }
    let token = isSession ? try needed("Token", Token) : SessionToken
    let end = isSession ? try needed("Expiration", Expiration) : Expiration
    let time = end.flatMap(UTCTime.init(loose:))
    if end != nil, time == nil { throw Unusable(reason: "has an Expiration that is no time") }
    return AWSCredentials(
      accessKeyId: try needed("AccessKeyId", AccessKeyId),
      secretAccessKey: Secret(try needed("SecretAccessKey", SecretAccessKey)), sessionToken: token.map(Secret.init),
      expiration: time?.secondsSince1970)
  }
}
