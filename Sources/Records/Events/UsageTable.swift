import Digest

/// Counts events of one object that are alike and of the same stretch of time.
///
/// Its memory is bounded: it says when it is full, and is then to be emptied before the next event.
struct UsageTable: ~Copyable {
  /// Texts by which events are told apart, in the order in which they lie in a group's memory.
  enum Text: Int, CaseIterable {
    case account, accessKey, user, eventSource, eventName, region, sourceIP, errorCode
  }

  struct Group {
    fileprivate var hash: UInt64
    fileprivate var offset: Int
    fileprivate var length: Int
    /// Beginning of the stretch of time.
    fileprivate(set) var begin: Timestamp
    fileprivate(set) var first: Timestamp
    fileprivate(set) var last: Timestamp
    fileprivate(set) var uses = 0
    /// The characters of the id over all events so far.
    fileprivate(set) var chain = SIMD32<UInt8>(repeating: UsageTable.beginningOfChain)
    /// Where its first event lies.
    fileprivate(set) var position: SourcePosition
    fileprivate(set) var isPlain: Bool
  }

  /// What stands for the events before the first.
  static let beginningOfChain = UInt8(ascii: "a")
  /// Texts are held up to so many bytes, all together.
  private static let mostBytes = 64 << 20

  private let seconds: Int64
  private let maxGroups: Int
  private let seed = UInt64.random(in: 1 ... .max)
  private var memory = ByteWriter(capacity: 4096)
  private var key = ByteWriter(capacity: 1024)
  private var slots: UnsafeMutableBufferPointer<Int32>
  private(set) var groups: [Group] = []
  private var hasher = RecordHasher()
  private let scratch = UnsafeMutableRawPointer.allocate(
    byteCount: 256, alignment: MemoryLayout<SIMD32<UInt8>>.alignment)

  init(_ rollup: MappingOptions.Rollup) {
    seconds = Int64(max(rollup.seconds, 1))
    maxGroups = min(max(rollup.maxGroups, 1), 1 << 24)
    slots = UsageTable.emptySlots(256)
  }

  deinit {
    slots.deallocate()
    scratch.deallocate()
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutableBufferPointer<Int32> {
    let slots = UnsafeMutableBufferPointer<Int32>.allocate(capacity: count)
    slots.initialize(repeating: -1)
    return slots
  }

  /// Counts an event.
  ///
  /// - Parameters:
  ///   - event: What was read.
  ///   - row: Its values.
  ///   - id: The 26 characters of its record's id, without the letter before them.
  ///   - position: Where it lies.
  /// - Returns: False where the table is full; the event was not counted then.
  @inline(__always)
  mutating func add(
    _ event: EventFields, _ row: EventRow, id: UnsafeRawPointer, position: SourcePosition
  ) -> Bool {
    let begin = floor(row.eventTime.epochSeconds)
    makeKey(event, row, begin)
    let hash = hashOfKey()
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if groups[index].hash == hash, isKey(of: groups[index]) {
        count(row.eventTime, id, at: index)
        return true
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard groups.count < maxGroups, memory.count + key.count <= UsageTable.mostBytes || groups.isEmpty else {
      return false
    }
    slots[slot] = Int32(groups.count)
    groups.append(
      Group(
        hash: hash, offset: memory.count, length: key.count, begin: Timestamp(epochSeconds: begin),
        first: row.eventTime, last: row.eventTime, position: position, isPlain: event.isPlain))
    memory.append(key.bytes)
    count(row.eventTime, id, at: groups.count - 1)
    if groups.count * 2 > slots.count { growSlots() }
    return true
  }

  /// Forgets all groups.
  mutating func clear() {
    groups.removeAll(keepingCapacity: true)
    memory.truncate(to: 0)
    slots.update(repeating: -1)
  }

  /// The text of a group, which holds until the next event is counted; nil where its events have none.
  func text(_ text: Text, of group: Group) -> ByteSlice? {
    var at = group.offset + MemoryLayout<Int64>.size
    for index in 0...text.rawValue {
      let length = Int(memory.start.loadUnaligned(fromByteOffset: at, as: UInt32.self))
      at += MemoryLayout<UInt32>.size
      if index == text.rawValue { return length == 0 ? nil : ByteSlice(start: memory.start + at, count: length) }
      at += length
    }
    return nil
  }

  private func floor(_ time: Int64) -> Int64 {
    let rest = time % seconds
    return time - (rest < 0 ? rest + seconds : rest)
  }

  @inline(__always)
  private mutating func makeKey(_ event: EventFields, _ row: EventRow, _ begin: Int64) {
    key.truncate(to: 0)
    key.room(8).storeBytes(of: begin, as: Int64.self)
    key.advance(8)
    append(row.accountID)
    append(event[.accessKeyID])
    append(row.userName)
    append(event[.eventSource])
    append(event[.eventName])
    append(event[.region])
    append(event[.sourceIP])
    append(event[.errorCode])
  }

  @inline(__always)
  private mutating func append(_ text: ByteSlice?) {
    let count = text?.count ?? 0
    key.room(4).storeBytes(of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
    key.advance(4)
    if let text { key.append(text.bytes) }
  }

  @inline(__always)
  private mutating func hashOfKey() -> UInt64 {
    // Blocks of eight bytes, the last one filled up; whoever writes the events does not know the seed.
    key.room(8).storeBytes(of: 0, as: UInt64.self)
    var hash = seed
    var at = 0
    while at < key.count {
      hash = (hash ^ key.start.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      at += 8
    }
    hash = (hash ^ UInt64(truncatingIfNeeded: key.count)) &* 0xBF58_476D_1CE4_E5B9
    return hash ^ hash >> 32
  }

  @inline(__always)
  private func isKey(of group: Group) -> Bool {
    group.length == key.count
      && ByteSlice(key.bytes).bytes.elementsEqual(
        UnsafeRawBufferPointer(start: memory.start + group.offset, count: group.length))
  }

  @inline(__always)
  private mutating func count(_ time: Timestamp, _ id: UnsafeRawPointer, at index: Int) {
    groups[index].uses += 1
    if time < groups[index].first { groups[index].first = time }
    if time > groups[index].last { groups[index].last = time }
    // The id so far, then that of the event.
    scratch.storeBytes(of: groups[index].chain, as: SIMD32<UInt8>.self)
    (scratch + UsageTable.idBytes).copyMemory(from: id, byteCount: UsageTable.idBytes)
    let digest = hasher.hash(scratch, count: 2 * UsageTable.idBytes)
    digest.writeBase32(to: scratch)
    groups[index].chain = scratch.load(as: SIMD32<UInt8>.self)
  }

  /// An id without the letter before it.
  static let idBytes = RecordID.length - 1

  private mutating func growSlots() {
    let larger = UsageTable.emptySlots(slots.count * 2)
    slots.deallocate()
    slots = larger
    for (index, group) in groups.enumerated() {
      var slot = Int(truncatingIfNeeded: group.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(index)
    }
  }
}
