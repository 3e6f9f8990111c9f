/// A secret in a file of its own.
struct FileSecret: SecretForm {
  static var name: String { "file" }
  static var usage: String { "{\"file\": PATH}" }
  static var meaning: String { "A file; only you should be able to read it." }

  private let path: String

  init(path: String) {
    self.path = path
  }

  init(_ members: SecretMembers) throws(ConfigurationError) {
    path = members.surroundings.expandingHome(try members.text(Self.name))
  }

  var detail: String { "{\"file\": \(JSONValue.quoted(path))}" }
  var place: String { path }
  var file: String? { path }

  func read(_ access: SecretAccess) throws(SecretFailure) -> [UInt8] {
    do {
      return try WholeFile.read(path, atMost: SecretSource.maximumBytes)
    } catch {
      throw SecretFailure(.configuration, ", which cannot be read: \(error.reason)")
    }
  }
}
