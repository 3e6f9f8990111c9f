import AWS

/// The objects of every location that a date template stands for.
///
/// Only the days in question are listed, so the cost of a run follows what is new and not the history. Whether an
/// object is new is the ledger's to say: no day and no key is a marker.
final class S3TemplatePages: ObjectPages {
  /// Of the locations whose listing has ended.
  private var skippedBefore: [String: Int] = [:]
  private var expansion: TemplateExpansion
  private var current: S3PrefixPages?
  private let client: S3Client
  private let selection: S3Selection

  /// Names a template.
  ///
  /// - Parameters:
  ///   - template: As given.
  ///   - days: The days to list; nil for every day that exists.
  ///   - client: Lists what is there.
  ///   - selection: What of it is read.
  init(
    _ template: S3Template, days: ClosedRange<UTCDay>?, client: S3Client, selection: S3Selection
  ) {
    expansion = TemplateExpansion(template, days: days, client: client)
    self.client = client
    self.selection = selection
  }

  var skipped: [String: Int] {
    var skipped = skippedBefore.merging(current?.skipped ?? [:]) { $0 + $1 }
    if expansion.passedOver > 0 { skipped["otherFolders"] = expansion.passedOver }
    return skipped
  }

  func next() throws(SourceError) -> [ListedObject]? {
    if let current {
      if let page = try current.next() { return page }
      skippedBefore = skippedBefore.merging(current.skipped) { $0 + $1 }
      self.current = nil
    }
    do throws(AWSError) {
      if let location = try expansion.next() {
        current = S3PrefixPages(location, client: client, selection: selection)
        return []
      }
    } catch {
      throw SourceError(error)
    }
    return nil
  }
}
