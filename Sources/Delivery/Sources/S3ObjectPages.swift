import AWS

/// The one object, or the version of one, that a source names.
///
/// It is read whatever its name, as a file is that is named by its path.
final class S3ObjectPages: ObjectPages {
  private(set) var skipped: [String: Int] = [:]
  private let location: S3Location
  private let client: S3Client
  private let selection: S3Selection
  private var isDone = false

  /// Names an object; nothing is asked yet.
  init(_ location: S3Location, client: S3Client, selection: S3Selection) {
    self.location = location
    self.client = client
    self.selection = selection
  }

  func next() throws(SourceError) -> [ListedObject]? {
    guard !isDone else { return nil }
    let object: S3Object
    do throws(AWSError) {
      object = try client.object(at: location)
    } catch {
      throw SourceError(error)
    }
    isDone = true
    if let reason = selection.reasonToSkip(object) {
      skipped[reason] = 1
      return []
    }
    let (page, alreadyShipped) = try selection.open([object], named: location)
    if alreadyShipped > 0 { skipped["alreadyShipped"] = alreadyShipped }
    return page
  }
}
