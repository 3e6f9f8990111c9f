import AWS
import Delivery

/// What `logship check` finds out about AWS.
struct AWSCheck {
  let connections: Connections
  /// Where findings are told, a line each.
  let tell: (String) throws -> Void

  /// Says whose identity a run would have.
  ///
  /// - Parameter online: Whether an instance may be asked for its region; without it, nobody is asked but whoever gives
  ///   the credentials.
  /// - Returns: Why there is none, where there is none.
  /// - Throws: Where nothing can be told.
  func identity(online: Bool) throws -> [Problem] {
    let line: String
    do throws(AWSError) {
      let session = try connections.aws()
      let provider = try session.credentials.current().provider
      let region = online ? try session.region() : try connections.awsSetup.configuredRegion()
      let place =
        region.isChosen || online
        ? "the region is \(region.name) (\(region.origin))"
        : "no region is configured: a run takes its instance's, else \(region.name)"
      line = "AWS credentials come from \(provider); \(place)"
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
  ///
  /// - Returns: What is missing; of what can neither be proved nor refuted is told why.
  func sources(_ sources: [SourceLocation]) throws -> [Problem] {
    guard !sources.isEmpty else { return [] }
    let (client, region): (S3Client, Region)
    do throws(AWSError) {
      client = try connections.s3()
      region = try connections.aws().region()
    } catch {
      return [error.problem]
    }
    return try sources.flatMap { source in
      let check = SourceCheck(source, client, region: region.name)
      for finding in check.findings { try tell(finding) }
      return check.problems.map(\.problem)
    }
  }
}
