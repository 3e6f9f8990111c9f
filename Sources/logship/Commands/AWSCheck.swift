import AWS
import Delivery

/// What `logship check` finds out about AWS.
struct AWSCheck {
  let connections: Connections
  /// Where findings are told, a line each.
  let tell: (String) throws -> Void

  /// Says whose identity a run would have; nobody is asked but whoever gives it.
  ///
  /// - Returns: Why there is none, where there is none.
  func identity() throws -> [Problem] {
    let line: String
    do throws(AWSError) {
      let session = try connections.aws()
      let provider = try session.credentials.current().provider
      let region = try session.region()
      line = "AWS credentials come from \(provider); the region is \(region.name) (\(region.origin))"
    } catch {
      return [error.problem]
    }
    try tell(line)
    return []
  }

  /// Asks AWS who that is, which everybody may; a network without a way to STS is no problem of a run.
  func caller() throws -> [Problem] {
    let arn: String
    do throws(AWSError) {
      let session = try connections.aws()
      arn = try session.sts().callerARN(session.credentials)
    } catch {
      guard case .transport = error else { return [error.problem] }
      try tell("AWS was not asked who the caller is: \(error)")
      return []
    }
    try tell("AWS knows the caller as \(arn)")
    return []
  }

  /// Proves for each source in S3 that it may be listed and its objects be read.
  func sources(_ sources: [SourceLocation]) throws -> [Problem] {
    var problems: [Problem] = []
    for source in sources {
      let line: String
      do throws(AWSError) {
        line = try proof(source)
      } catch {
        problems.append(error.problem)
        continue
      }
      try tell(line)
    }
    return problems
  }

  /// What a source in S3 was found to allow.
  private func proof(_ source: SourceLocation) throws(AWSError) -> String {
    let client = try connections.s3()
    guard let (location, found) = try Self.first(of: source, client) else { return "\(source) is not in S3" }
    guard let object = found else {
      return "\(location) can be listed; there is no object in it, so that reading is not proved"
    }
    let name = Shown.name(object.uri)
    guard !object.isArchived else {
      return "\(location) can be listed; its first object, \(name), lies in an archive, so that reading is not proved"
    }
    // Opened and no more: that shows that it may be read.
    try client.getObject(object).close()
    return "\(location) can be listed, and its first object be read: \(name)"
  }

  /// An object of a source in S3, where one is found soon; nil for a source that is elsewhere.
  private static func first(
    of source: SourceLocation, _ client: S3Client
  ) throws(AWSError) -> (name: String, object: S3Object?)? {
    switch source {
    case .standardInput, .path: return nil
    case .s3(let location):
      do throws(AWSError) {
        return (location.description, try client.firstObject(in: location))
      } catch {
        // As a run does: the source may be an object's name, for which no listing is needed.
        guard case .refused = error, !location.prefix.isEmpty, !location.prefix.hasSuffix("/"),
          let object = try? client.object(at: location)
        else { throw error }
        return (location.description, object)
      }
    case .template(let template):
      var listing = client.listObjects(try S3Location(bucket: template.bucket, prefix: template.beginning))
      let page = try listing.nextPage() ?? []
      return (template.description, page.first { template.matches(key: $0.key) })
    }
  }
}
