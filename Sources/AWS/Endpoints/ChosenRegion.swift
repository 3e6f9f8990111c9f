import Synchronization

/// The region that requests begin with, found when it is first needed and then kept.
final class ChosenRegion: Sendable {
  private let setup: AWSSetup
  private let profile: SharedProfile?
  private let metadata: InstanceMetadata
  private let isS3Elsewhere: Bool
  private let found = Mutex<Region?>(nil)

  /// A region that nobody has looked for yet.
  ///
  /// - Parameters:
  ///   - setup: What is configured.
  ///   - profile: The profile in force.
  ///   - metadata: Who is asked last.
  ///   - isS3Elsewhere: Whether S3 is behind an endpoint that somebody gave, where any region does.
  init(_ setup: AWSSetup, profile: SharedProfile?, metadata: InstanceMetadata, isS3Elsewhere: Bool) {
    self.setup = setup
    self.profile = profile
    self.metadata = metadata
    self.isS3Elsewhere = isS3Elsewhere
  }

  /// The region.
  ///
  /// - Throws: `AWSError.configuration` when the chosen text is no region's name.
  func get() throws(AWSError) -> Region {
    if let region = found.withLock({ $0 }) { return region }
    let region = try Region(setting: setup.region, environment: setup.environment, profile: profile) {
      isS3Elsewhere ? nil : try? metadata.text(at: "latest/meta-data/placement/region")
    }
    found.withLock { $0 = region }
    return region
  }
}
