/// Where reading can begin again: at the beginning of a record before which all are dealt with.
public struct ResumePoint: Sendable, Equatable {
  /// The record's number, from 1.
  public let record: Int
  /// The line on which it begins, from 1.
  public let line: Int
  /// Bytes before it, after unpacking.
  public let byteOffset: Int

  /// The beginning of a record.
  public init(record: Int, line: Int, byteOffset: Int) {
    self.record = record
    self.line = line
    self.byteOffset = byteOffset
  }
}

/// What reading an object to its end has told.
public struct ObjectEnd: Sendable, Equatable {
  /// How many records the object has; rejects count.
  public let records: Int
  /// Whether the last one was cut off by the end: should a file grow, it is open again.
  public let isLastCutOff: Bool

  /// The end of an object.
  public init(records: Int, isLastCutOff: Bool = false) {
    self.records = records
    self.isLastCutOff = isLastCutOff
  }
}

/// What the ledger knows of an object for one destination.
public struct ObjectProgress: Sendable, Equatable {
  /// Records that are acknowledged, rejected or spooled: none of them is read again.
  public internal(set) var resolved = RecordSpans()
  /// nil until the object was read to its end.
  public internal(set) var end: ObjectEnd?
  /// Where to begin reading; nil for the beginning.
  public internal(set) var resume: ResumePoint?

  /// Nothing is known.
  public init() {}

  /// Whether the object was read to its end and no record is open.
  public var isFinished: Bool {
    guard let end else { return false }
    return resolved.covers(1..<end.records + 1)
  }
}

/// Records of one object that were dealt with.
public struct Resolution: Sendable {
  public var object: ObjectIdentity
  public var records: RecordSpans
  /// Where the last of them begins.
  public var resume: ResumePoint?
  /// Set once the object was read to its end; the records may be none then.
  public var end: ObjectEnd?

  /// Records of an object.
  public init(
    _ object: ObjectIdentity, records: RecordSpans = RecordSpans(), resume: ResumePoint? = nil, end: ObjectEnd? = nil
  ) {
    self.object = object
    self.records = records
    self.resume = resume
    self.end = end
  }
}
