/// Characters beyond ASCII as UTF-8 writes them.
enum UTF8Character {
  /// The length of a well-formed character beyond ASCII (The Unicode Standard, table 3-7).
  ///
  /// - Parameter start: Its first byte; behind the last readable byte there is one that is no part of a character.
  /// - Returns: 2 to 4 bytes; 0 where it is broken, or ASCII.
  static func length(_ start: UnsafePointer<UInt8>) -> Int {
    let second = start[1]
    switch start[0] {
    case 0xC2...0xDF: return isTail(second) ? 2 : 0
    case 0xE0...0xEF:
      let least: UInt8 = start[0] == 0xE0 ? 0xA0 : 0x80
      let most: UInt8 = start[0] == 0xED ? 0x9F : 0xBF
      return second >= least && second <= most && isTail(start[2]) ? 3 : 0
    case 0xF0...0xF4:
      let least: UInt8 = start[0] == 0xF0 ? 0x90 : 0x80
      let most: UInt8 = start[0] == 0xF4 ? 0x8F : 0xBF
      return second >= least && second <= most && isTail(start[2]) && isTail(start[3]) ? 4 : 0
    default: return 0
    }
  }

  private static func isTail(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
