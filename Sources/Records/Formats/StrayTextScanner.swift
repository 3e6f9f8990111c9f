/// Finds the end of what is neither space nor a value: that of its line, or the beginning of the next value.
struct StrayTextScanner {
  private var isInString = false
  private var isEscaped = false

  /// Goes on through stray text.
  ///
  /// - Parameters:
  ///   - bytes: What is here of it, and what follows.
  ///   - scanned: How many of them were looked at, before and after.
  ///   - isBegun: True where bytes of it were let go already.
  ///   - inArray: True where the punctuation of an array ends it as well.
  /// - Returns: True where its end was found, which is not scanned.
  mutating func scan(_ bytes: UnsafeRawBufferPointer, from scanned: inout Int, isBegun: Bool, inArray: Bool) -> Bool {
    while scanned < bytes.count {
      let byte = bytes[scanned]
      if isInString {
        if byte == ASCII.quote && !isEscaped { isInString = false }
        isEscaped = byte == ASCII.backslash && !isEscaped
      } else if byte == ASCII.quote {
        isInString = true
      } else if scanned > 0 || isBegun {
        let ends = inArray && (byte == ASCII.comma || byte == ASCII.closeBracket)
        if ends || byte == ASCII.openBrace || byte == ASCII.openBracket { return true }
      }
      if byte == ASCII.newline { return true }
      scanned += 1
    }
    return false
  }
}
