import Synchronization

/// The region that requests begin with, found when it is first needed and then kept.
final class ChosenRegion: Sendable {
  private let setup: AWSSetup
  private let profile: SharedProfile?
  private let metadata: InstanceMetadata
  private let found = Mutex<Region?>(nil)

  /// A region that nobody has looked for yet.
  ///
  /// - Parameters:
  ///   - setup: What is configured.
  ///   - profile: The profile in force.
  ///   - metadata: Who is asked last.
  init(_ setup: AWSSetup, profile: SharedProfile?, metadata: InstanceMetadata) {
    self.setup = setup
    self.profile = profile
    self.metadata = metadata
  }

  /// The region.
  ///
  /// An instance that did not tell it may do so the next time: what stands in for its answer is not kept.
  ///
  /// - Throws: `AWSError.configuration` when the chosen text is no region's name.
  func get() throws(AWSError) -> Region {
    if let region = found.withLock({ $0 }) { return region }
    let configured = try configured()
    var region = configured
    if !configured.isChosen {
      do throws(InstanceMetadata.Failure) {
        region = Region(ofInstance: try metadata.text(at: "latest/meta-data/placement/region")) ?? configured
      } catch {
        return configured
      }
    }
    let answer = region
    found.withLock { $0 = answer }
    return answer
  }

  /// The region without asking the instance.
  ///
  /// - Throws: `AWSError.configuration` when the chosen text is no region's name.
  func configured() throws(AWSError) -> Region {
    try Region(setting: setup.region, environment: setup.environment, profile: profile)
  }
}
