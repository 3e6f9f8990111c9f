extension ByteSlice {
  /// The account in twelve digits: a number, or digits that lost their zeros in a spreadsheet, are padded.
  ///
  /// - Parameter padded: Where the digits go that lost some.
  /// - Returns: This text itself, or what is in `padded`.
  /// - Throws: Where it is no account.
  @inline(__always)
  func account(padded: inout ByteWriter) throws(RejectReason) -> ByteSlice {
    guard count <= 12, bytes.allSatisfy({ ASCII.isDigit($0) }) else {
      throw .notAnAccount(value: RejectReason.shown(self))
    }
    guard count < 12 else { return self }
    padded.truncate(to: 0)
    for _ in count..<12 { padded.append(UInt8(ascii: "0")) }
    padded.append(bytes)
    return ByteSlice(padded.bytes)
  }
}
