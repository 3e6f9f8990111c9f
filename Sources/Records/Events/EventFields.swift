/// The fields of one event, as `EventDecoder` found them.
///
/// Reused from event to event; every slice holds until the next one is decoded. Behind each text there are
/// `ByteSlice.blockBytes` more bytes that may be read, so that it can be copied in whole blocks.
final class EventFields {
  private let texts: UnsafeMutablePointer<ByteSlice>
  /// A bit for each field that has a value, and one for each that was named.
  var present: UInt32 = 0
  var seen: UInt32 = 0
  /// A bit for each object that was named.
  var objectsSeen: UInt8 = 0
  /// The bytes of all texts.
  var textBytes = 0
  /// True where no text holds a byte that JSON wants escaped.
  var isPlain = true
  /// True once any text had to be repaired to be Unicode.
  var replaced = false
  /// How many names were seen by which an event is told.
  var marks = 0
  /// True once a name was seen by which a report is told.
  var namesReport = false
  /// Why the event cannot be mapped, if it is one that is wanted at all.
  var problem: RejectReason?
  /// True where it is the reason why nobody can tell whose key it was.
  private(set) var hidesKey = false
  /// JSON text of what is kept by name, in the order of the names; empty where the event has none.
  let kept: UnsafeMutableBufferPointer<ByteSlice>
  private(set) var unknown: [UnknownField] = []
  /// How many more there are, which are only counted.
  var unknownBeyond = 0

  /// Memory for one event at a time.
  init(kept count: Int) {
    texts = .allocate(capacity: EventField.allCases.count)
    texts.initialize(repeating: ByteSlice(start: nil, count: 0), count: EventField.allCases.count)
    kept = .allocate(capacity: count)
    kept.initialize(repeating: ByteSlice(start: nil, count: 0))
  }

  deinit {
    texts.deallocate()
    kept.deallocate()
  }

  /// Forgets the event before.
  @inline(__always)
  func clear() {
    present = 0
    seen = 0
    objectsSeen = 0
    textBytes = 0
    isPlain = true
    replaced = false
    marks = 0
    namesReport = false
    if problem != nil { problem = nil }
    if !kept.isEmpty { kept.update(repeating: ByteSlice(start: nil, count: 0)) }
    if !unknown.isEmpty { unknown.removeAll(keepingCapacity: true) }
    unknownBeyond = 0
    hidesKey = false
  }

  @inline(__always)
  func has(_ field: EventField) -> Bool { present & field.bit != 0 }

  /// The text of a field; nil where it is absent, which `N/A`, `null` and nothing at all mean too.
  @inline(__always)
  subscript(field: EventField) -> ByteSlice? { has(field) ? texts[field.rawValue] : nil }

  @inline(__always)
  func set(_ field: EventField, _ text: ByteSlice) {
    guard !RecordFields.isAbsence(text) else { return }
    texts[field.rawValue] = text
    present |= field.bit
    textBytes += text.count
  }

  /// Notes the first thing that is wrong.
  @inline(never)
  func note(_ reason: RejectReason, hidesKey: Bool = false) {
    if problem == nil { problem = reason }
    if hidesKey { self.hidesKey = true }
  }

  func add(unknown name: ByteSlice, _ value: ByteSlice) {
    unknown.append(UnknownField(name: name, value: value))
  }

  /// Two of the names by which an event is told: one alone, such as `eventTime`, others have too.
  @inline(__always)
  var isEvent: Bool { marks >= 2 && !namesReport }

  /// Why the event is passed over for its key; nil where it is wanted.
  @inline(__always)
  func skipReason(_ keys: KeySelection) -> SkipReason? {
    guard let key = self[.accessKeyID] else { return .withoutKey }
    return keys == .longTerm && AccessKeyType.of(key)?.expires == true ? .temporaryKeys : nil
  }

  /// What CloudTrail writes beside events of calls, and S3 in the form of one.
  @inline(__always)
  var otherKind: SkipReason? {
    if let category = self[.eventCategory] {
      if category.equals("Insight") { return .insight }
      if category.equals("NetworkActivity") { return .networkActivity }
      if category.equals("Aggregated") { return .aggregated }
    } else if let type = self[.eventType] {
      if type.equals("AwsCloudTrailInsight") { return .insight }
      if type.equals("AwsVpceEvent") || type.equals("AwsVpceEvents") { return .networkActivity }
      if type.equals("AwsAggregatedEvent") { return .aggregated }
    }
    return self[.eventSource]?.equals("aws:s3") == true ? .s3Notifications : nil
  }
}

/// The kind of an access key, by the first letters of its id.
///
/// Source: AWS IAM User Guide, "IAM identifiers", unique identifiers.
enum AccessKeyType {
  /// AKIA
  case longTerm
  /// ASIA
  case temporary
  /// ABIA
  case bearer
  /// ACCA
  case context

  /// The value of the column.
  var word: StaticString {
    switch self {
    case .longTerm: "long-term"
    case .temporary: "temporary"
    case .bearer: "bearer"
    case .context: "context"
    }
  }

  var expires: Bool { self != .longTerm }

  /// - Returns: nil for letters that AWS does not describe.
  @inline(__always)
  static func of(_ id: ByteSlice) -> AccessKeyType? {
    guard id.count >= 4, let start = id.bytes.baseAddress else { return nil }
    switch UInt32(bigEndian: start.loadUnaligned(as: UInt32.self)) {
    case 0x414B_4941: return .longTerm
    case 0x4153_4941: return .temporary
    case 0x4142_4941: return .bearer
    case 0x4143_4341: return .context
    default: return nil
    }
  }
}
