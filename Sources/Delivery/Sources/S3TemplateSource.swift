import AWS
import State

/// The objects of every location that a date template stands for.
///
/// Only the days in question are listed, so the cost of a run follows what is new and not the history. Whether an
/// object is new is the ledger's to say: no day and no key is a marker.
final class S3TemplateSource: Source {
  let name: String
  private(set) var skipped: [String: Int] = [:]
  private(set) var objectCount = 0
  private var expansion: TemplateExpansion
  private var current: S3Source?
  private let open: (S3Location) -> S3Source
  private let listedCompletely: () throws(StateError) -> Void

  /// Names a template.
  ///
  /// - Parameters:
  ///   - template: As given.
  ///   - days: The days to list; nil for every day that exists.
  ///   - client: Lists what is there.
  ///   - open: Makes the source of one location.
  ///   - listedCompletely: Called once everything was listed to its end.
  init(
    _ template: S3Template, days: ClosedRange<UTCDay>?, client: S3Client, open: @escaping (S3Location) -> S3Source,
    listedCompletely: @escaping () throws(StateError) -> Void
  ) {
    name = template.description
    expansion = TemplateExpansion(template, days: days, client: client)
    self.open = open
    self.listedCompletely = listedCompletely
  }

  func next() throws(SourceError) -> SourceObject? {
    while true {
      if let current {
        if let object = try current.next() {
          objectCount += 1
          return object
        }
        skipped.merge(current.skipped) { $0 + $1 }
        self.current = nil
      }
      do throws(AWSError) {
        guard let location = try expansion.next() else { break }
        current = open(location)
      } catch {
        throw SourceError(error)
      }
    }
    if expansion.passedOver > 0 { skipped["otherFolders"] = expansion.passedOver }
    do throws(StateError) {
      try listedCompletely()
    } catch {
      throw SourceError(error)
    }
    return nil
  }
}
