/// Base32 as in RFC 4648, section 6, in lower case and without padding.
public enum Base32 {
  /// How many characters some bits take.
  public static func length(bits: Int) -> Int {
    (bits + 4) / 5
  }

  /// The text of the first bits of some bytes; the last character is filled up with zero bits.
  public static func encode(_ bytes: UnsafeRawBufferPointer, bits: Int) -> String {
    String(unsafeUninitializedCapacity: length(bits: bits)) { output in
      encode(bytes, bits: bits, into: UnsafeMutableRawBufferPointer(output))
    }
  }

  /// Writes the ASCII text of the first bits of some bytes, without allocating.
  ///
  /// - Parameters:
  ///   - bytes: At least as long as the bits that are asked for.
  ///   - bits: How many bits to write, from the highest of the first byte on.
  ///   - output: Room for `length(bits:)` characters.
  /// - Returns: How many characters were written.
  @discardableResult
  public static func encode(
    _ bytes: UnsafeRawBufferPointer, bits: Int, into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    let length = length(bits: bits)
    precondition(bits >= 0 && bits <= bytes.count * 8 && length <= output.count, "too few bytes, or too little room")
    for index in 0..<length {
      let bit = index * 5
      let at = bit >> 3
      let pair = UInt16(bytes[at]) << 8 | (at + 1 < bytes.count ? UInt16(bytes[at + 1]) : 0)
      var value = UInt8(truncatingIfNeeded: pair >> UInt16(11 - (bit & 7))) & 31
      // The bits behind the last one asked for do not belong to the text.
      let excess = bit + 5 - bits
      if excess > 0 { value &= ~0 << UInt8(excess) }
      output[index] = value < 26 ? UInt8(ascii: "a") + value : UInt8(ascii: "2") + value - 26
    }
    return length
  }

  /// The eight characters of forty bits, as a word whose bytes in memory are the text.
  @inline(__always)
  static func eightCharacters(of bits: UInt64) -> UInt64 {
    // Halved three times, the first part always in the lower bytes: two times 20 bits, four times 10, eight times 5.
    var parts = bits >> 20 | (bits & 0xF_FFFF) << 32
    parts = parts >> 10 & 0x0000_03FF_0000_03FF | (parts & 0x0000_03FF_0000_03FF) << 16
    parts = parts >> 5 & 0x001F_001F_001F_001F | (parts & 0x001F_001F_001F_001F) << 8
    let ones: UInt64 = 0x0101_0101_0101_0101
    // Set where the value is 26 or more, which digits stand for: "2" comes 0x49 before what would follow "z".
    let digits = (parts &+ ones &* 0x66) >> 7 & ones
    return (parts &+ ones &* UInt64(UInt8(ascii: "a")) &- digits &* 0x49).littleEndian
  }
}
