/// The key of an EC2 instance's role, as its metadata service gives it out.
struct InstanceCredentials: CredentialProvider {
  let name = "instance metadata"
  private static let path = "latest/meta-data/iam/security-credentials/"
  /// How near its end a key may be, in seconds, before it is served on because no newer one is given out.
  private static let margin: Int64 = 300
  private static let served: Int64 = 900

  private let metadata: InstanceMetadata

  init(_ metadata: InstanceMetadata) {
    self.metadata = metadata
  }

  func credentials() -> CredentialAnswer {
    do throws(InstanceMetadata.Failure) {
      let role = try metadata.text(at: Self.path)
      let text = try metadata.text(at: Self.path + role)
      return Self.answer(Array(text.utf8), role: role, now: UTCTime.now.secondsSince1970)
    } catch {
      switch error {
      case .absent(let why), .refused(let why): return .nothing(why)
      case .unavailable(let why): return .unavailable(why)
      }
    }
  }

  private static func answer(_ bytes: [UInt8], role: String, now: Int64) -> CredentialAnswer {
    let role = Words.printable(role, limit: 128)
    do throws(KeyDocument.Unusable) {
      let document = try KeyDocument(bytes)
      if document.AccessKeyId == nil, let code = document.Code {
        return .nothing("the metadata service gave no key for role \(role): \(Words.printable(code, limit: 128))")
      }
      let key = try document.credentials(isSession: true).from("instance metadata (role \(role))")
      guard let end = key.expiration, end - now <= margin else { return .found(key) }
      // The service gives out an old key when it cannot get a new one; AWS has its tools use that on.
      return .found(
        AWSCredentials(
          accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey, sessionToken: key.sessionToken,
          expiration: now + served, provider: key.provider))
    } catch {
      return .nothing("what the metadata service gave for role \(role) \(error.reason)")
    }
  }
}
