#if canImport(Glibc)
  import Glibc
#endif

/// Tells what a member of an event's object is by its name.
///
/// Events of one source name their members in about the same order, so the one that followed last time is tried first.
final class EventNames {
  /// The bytes of a name and of the quote behind it, as four words.
  struct Pattern {
    let member: EventMember
    let isMark: Bool
    /// Index among the names that are kept; -1 for none.
    var kept = -1
    let name: [UInt8]
    fileprivate let words: SIMD4<UInt64>
    fileprivate let masks: SIMD4<UInt64>
    /// With the quote; more than is readable where the name is too long for the words.
    fileprivate let length: Int
    /// The pattern that is likely to follow this one.
    fileprivate var next: Int

    fileprivate init(_ name: String, _ member: EventMember, isMark: Bool, next: Int) {
      self.name = Array(name.utf8)
      self.member = member
      self.isMark = isMark
      self.next = next
      var words = SIMD4<UInt64>(), masks = words
      length = self.name.count + 1
      if length <= EventNames.mostBytes {
        for (index, byte) in (self.name + [ASCII.quote]).enumerated() {
          let shift = UInt64(index & 7) * 8
          words[index >> 3] |= UInt64(byte) << shift
          masks[index >> 3] |= 0xFF << shift
        }
      } else {
        // No bytes are like this.
        words = SIMD4(repeating: 1)
      }
      (self.words, self.masks) = (words, masks)
    }

    @inline(__always)
    fileprivate func matches(_ start: UnsafePointer<UInt8>) -> Bool {
      let memory = UnsafeRawPointer(start)
      let low = UInt64(littleEndian: memory.loadUnaligned(as: UInt64.self)) & masks[0]
      guard low == words[0] else { return false }
      let second = UInt64(littleEndian: memory.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) & masks[1]
      guard second == words[1] else { return false }
      guard length > 16 else { return true }
      let third = UInt64(littleEndian: memory.loadUnaligned(fromByteOffset: 16, as: UInt64.self)) & masks[2]
      let fourth = UInt64(littleEndian: memory.loadUnaligned(fromByteOffset: 24, as: UInt64.self)) & masks[3]
      return third == words[2] && fourth == words[3]
    }
  }

  /// So many bytes from the beginning of a name on are read.
  static let mostBytes = 32

  private let patterns: UnsafeMutableBufferPointer<Pattern>
  /// The pattern that a member was found by last; `count` at the beginning of an object.
  private var last: Int
  private var first = 0

  /// The names of one object, and those of its members that are kept, each with its index among all that are.
  init(_ object: EventObject, keep: [(name: String, index: Int)] = []) {
    var names = EventMember.members(of: object)
    for (name, _) in keep where !names.contains(where: { $0.name == name }) { names.append((name, .other, false)) }
    patterns = .allocate(capacity: names.count)
    for (index, entry) in names.enumerated() {
      patterns.initializeElement(
        at: index,
        to: Pattern(entry.name, entry.member, isMark: entry.isMark, next: (index + 1) % names.count))
      if let kept = keep.first(where: { $0.name == entry.name }) { patterns[index].kept = kept.index }
    }
    last = names.count
  }

  deinit {
    patterns.deinitialize()
    patterns.deallocate()
  }

  @inline(__always)
  func beginObject() {
    last = patterns.count
  }

  /// A member that was found.
  @inline(__always)
  subscript(index: Int) -> UnsafeMutablePointer<Pattern> { patterns.baseAddress.unsafelyUnwrapped + index }

  /// Finds the member whose name begins at a place.
  ///
  /// - Parameter at: In: behind the opening quote. Out: behind the closing one, where there is a member.
  /// - Returns: Its index, or -1 for another name, and for one with an escape.
  @inline(__always)
  func match(_ at: inout UnsafePointer<UInt8>) -> Int {
    let likely = last == patterns.count ? first : self[last].pointee.next
    guard self[likely].pointee.matches(at) else { return search(&at) }
    at += self[likely].pointee.length
    last = likely
    return likely
  }

  @inline(never)
  private func search(_ at: inout UnsafePointer<UInt8>) -> Int {
    for index in 0..<patterns.count where self[index].pointee.matches(at) {
      follow(index)
      at += self[index].pointee.length
      return index
    }
    return -1
  }

  /// Finds the member with a name, from which escapes are taken already.
  func find(_ name: ByteSlice) -> Int {
    for index in 0..<patterns.count where self[index].pointee.name.count == name.count {
      guard self[index].pointee.name.elementsEqual(name.bytes) else { continue }
      follow(index)
      return index
    }
    return -1
  }

  private func follow(_ index: Int) {
    if last == patterns.count { first = index } else { self[last].pointee.next = index }
    last = index
  }
}
