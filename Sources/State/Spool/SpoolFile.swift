import Digest

/// A file in the spool, by its name: `<number>-<destination>.batch`.
public struct SpoolFile: Sendable, Hashable, Comparable {
  static let suffix = ".batch"
  private static let digits = 12

  public let name: String
  /// Its place in the order of writing.
  public let number: Int
  /// Its size on disk with its header.
  public let bytes: Int
  /// When it was written, in seconds since 1970.
  public let modified: Int

  public static func < (left: SpoolFile, right: SpoolFile) -> Bool {
    left.number < right.number
  }

  /// The name of a batch for a destination, which is its key.
  static func name(_ number: Int, _ destination: String) -> String {
    let number = "\(number)"
    return String(repeating: "0", count: max(0, digits - number.utf8.count)) + number + tail(destination)
  }

  /// Whether the batch is for the destination under a key.
  public func isFor(_ destination: String) -> Bool {
    name.hasSuffix(SpoolFile.tail(destination))
  }

  private static func tail(_ destination: String) -> String {
    "-\(Hex.encode(SHA256.hash(Array(destination.utf8)).prefix(8)))\(suffix)"
  }

  init(name: String, number: Int, bytes: Int, modified: Int) {
    self.name = name
    self.number = number
    self.bytes = bytes
    self.modified = modified
  }

  /// nil for a file that is not one of the spool.
  init?(_ file: FolderFile) {
    guard file.name.hasSuffix(SpoolFile.suffix), let dash = file.name.firstIndex(of: "-") else { return nil }
    // Far from where there would be no next one.
    guard let number = Int(file.name[..<dash]), (1..<1 << 60).contains(number) else { return nil }
    self.init(name: file.name, number: number, bytes: file.bytes, modified: file.modified)
  }
}

/// What a spooled batch is, apart from its body.
public struct SpoolHeader: Sendable, Equatable {
  /// The destination's key, as in the ledger.
  public var destination: String
  /// How many records the body has.
  public var records: Int
  /// What the destination wants to know besides, such as the log type.
  public var details: [String: String]
  /// Where the records come from and lie in the body, in the caller's own form.
  public var sources: String
  /// Seconds since 1970.
  public var created: Int

  /// Describes a batch.
  public init(destination: String, records: Int, details: [String: String] = [:], sources: String, created: Int) {
    self.destination = destination
    self.records = records
    self.details = details
    self.sources = sources
    self.created = created
  }
}

/// A batch as it was read from the spool.
public struct SpooledBatch: Sendable {
  public let header: SpoolHeader
  /// A part of the file as it was read, so that it is in memory once.
  public let body: ArraySlice<UInt8>
}

/// A spool file that was moved aside, since it is not what was written.
public struct SpoolDamage: Sendable, Equatable, CustomStringConvertible {
  public let file: String
  public let bytes: Int
  public let reason: String
  /// Where it lies now.
  public let movedTo: String

  public var description: String {
    "the spool file \(file) (\(bytes) bytes) is damaged: \(reason). It was moved to \(movedTo)"
  }
}

/// What reading a spool file came to.
public enum SpoolReading: Sendable {
  case batch(SpooledBatch)
  case damaged(SpoolDamage)
}
