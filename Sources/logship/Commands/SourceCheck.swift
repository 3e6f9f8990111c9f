import AWS
import Delivery

/// What AWS was found to allow of a run over one source in S3.
///
/// Of each permission that it takes one is known afterwards: that it is there, that it is missing, or why neither can be
/// told.
struct SourceCheck {
  /// Whole pages of a listing in which an object is looked for that can be read.
  private static let maxPages = 20

  /// What is proved, and what cannot be, a line each.
  private(set) var findings: [String] = []
  /// What is refused, or went wrong.
  private(set) var problems: [AWSError] = []
  private let client: S3Client
  private let partition: Partition

  /// Asks S3 for what the source needs, and reads nothing but the beginning of one object.
  ///
  /// - Parameters:
  ///   - source: Where it is not in S3, nothing is asked.
  ///   - client: Asks as the run would.
  ///   - region: Tells the partition of the buckets.
  init(_ source: SourceLocation, _ client: S3Client, region: String) {
    self.client = client
    partition = Partition(region: region)
    switch source {
    case .standardInput, .path: break
    case .s3(let location) where location.version != nil: checkObject(location)
    case .s3(let location): check(location, named: location.description, matches: { _ in true })
    case .template(let template):
      do throws(AWSError) {
        let location = try S3Location(bucket: template.bucket, prefix: template.beginning)
        check(location, named: template.description) { template.matches(key: $0) }
      } catch {
        problems.append(error)
      }
    }
  }

  /// Whether the source may be the name of one object, which is read without a listing.
  private func mayBeObject(_ location: S3Location, _ name: String) -> Bool {
    location.description == name && !location.prefix.isEmpty && !location.prefix.hasSuffix("/")
  }

  private mutating func check(_ location: S3Location, named name: String, matches: (_ key: String) -> Bool) {
    let found: Found
    do throws(AWSError) {
      found = try find(in: location, matches)
    } catch {
      if mayBeObject(location, name), case .refused = error {
        checkObject(location, withoutListing: error)
      } else {
        problems.append(error)
        unproved(location, because: "without the listing no object of it is known")
      }
      return
    }
    guard case .object(let object) = found else {
      findings.append("\(name) can be listed")
      if case .none(let reason) = found { unproved(location, because: reason) }
      return
    }
    if let read = read(object) {
      findings.append("\(name) can be listed, and an object of it be read: \(read)")
    } else {
      findings.append("\(name) can be listed")
    }
  }

  private enum Found {
    case object(S3Object)
    /// Why there is none to be read.
    case none(String)
  }

  /// The first object of a location that a run would read, where one is found soon.
  private func find(in location: S3Location, _ matches: (_ key: String) -> Bool) throws(AWSError) -> Found {
    var listing = client.listObjects(location)
    var (seen, matching, pages) = (0, 0, 0)
    while let page = try listing.nextPage() {
      let candidates = page.filter { matches($0.key) && !$0.isFolderMarker }
      if let object = candidates.first(where: { !$0.isArchived }) { return .object(object) }
      seen += page.count
      matching += candidates.count
      pages += 1
      guard pages < Self.maxPages else {
        return .none(
          "of the first \(seen.grouped) objects "
            + (matching == 0 ? "none is one of it" : "those that are of it lie in archives"))
      }
    }
    return .none(matching == 0 ? "there is no object in it" : "all of its objects lie in archives")
  }

  /// Proves an object, or a version of one, that the source names; `refusal` is that of a listing, which it does not need.
  private mutating func checkObject(_ location: S3Location, withoutListing refusal: AWSError? = nil) {
    let object: S3Object
    do throws(AWSError) {
      object = try client.object(at: location)
    } catch {
      guard let refusal else { return problems.append(error) }
      problems.append(refusal)
      return unproved(location, because: "without the listing, and as one object's name: \(error)")
    }
    guard !object.isArchived else {
      return unproved(location, because: "\(Shown.name(object.uri)) lies in an archive")
    }
    guard let read = read(object) else { return }
    findings.append(
      refusal == nil
        ? "\(read) can be read" : "\(read) can be read, as the one object of that name: its bucket may not be listed")
  }

  /// The name of an object that can be read, by opening it and no more.
  private mutating func read(_ object: S3Object) -> String? {
    do throws(AWSError) {
      try client.getObject(object).close()
    } catch {
      problems.append(error)
      return nil
    }
    return Shown.name(object.uri)
  }

  private mutating func unproved(_ location: S3Location, because reason: String) {
    let action = location.version == nil ? "s3:GetObject" : "s3:GetObjectVersion"
    findings.append("\(action) on \(location.policyResources(in: partition).objects) is not proved: \(reason)")
  }
}
