extension RecordID {
  /// Letters of an event's fields in the text that its id is made over, in the order in which they come.
  private static let letters: [(letter: UInt8, field: EventField)] = [
    (UInt8(ascii: "R"), .recipientAccountID), (UInt8(ascii: "t"), .principalType), (UInt8(ascii: "p"), .principalArn),
    (UInt8(ascii: "k"), .accessKeyID), (UInt8(ascii: "v"), .eventSource), (UInt8(ascii: "n"), .eventName),
    (UInt8(ascii: "g"), .eventCategory), (UInt8(ascii: "r"), .region), (UInt8(ascii: "s"), .sourceIP),
    (UInt8(ascii: "b"), .userAgent), (UInt8(ascii: "x"), .vpcEndpointID), (UInt8(ascii: "l"), .tlsVersion),
    (UInt8(ascii: "y"), .invokedBy), (UInt8(ascii: "c"), .errorCode), (UInt8(ascii: "m"), .errorMessage),
    (UInt8(ascii: "o"), .readOnly), (UInt8(ascii: "f"), .mfaAuthenticated), (UInt8(ascii: "h"), .sharedEventID),
  ]

  /// Writes the id of an event: over CloudTrail's own id, and where it has none, over its values.
  ///
  /// - Parameters:
  ///   - event: The event.
  ///   - row: Its values.
  ///   - time: Its time as text.
  ///   - pen: Has room for the rest of the digest, as with `write(textBytes:to:addFields:)`.
  @inline(__always)
  mutating func write(_ event: EventFields, _ row: EventRow, time: ByteSlice, to pen: inout Pen) {
    if let id = event[.eventID] {
      write(textBytes: id.count, to: &pen) { $0.add(letter: UInt8(ascii: "i"), id) }
    } else {
      writeOverValues(event, row, time: time, to: &pen)
    }
  }

  private mutating func writeOverValues(_ event: EventFields, _ row: EventRow, time: ByteSlice, to pen: inout Pen) {
    write(textBytes: event.textBytes + RecordID.mostBytesAdded, to: &pen) { id in
      id.add(letter: UInt8(ascii: "e"), time)
      if let account = row.accountID { id.add(letter: UInt8(ascii: "a"), account) }
      if let user = row.userName { id.add(letter: UInt8(ascii: "u"), user) }
      for (letter, field) in RecordID.letters {
        let value: ByteSlice? =
          switch field {
          case .recipientAccountID: row.recipientAccountID
          case .readOnly: row.readOnly.map(EventID.word)
          case .mfaAuthenticated: row.mfaAuthenticated.map(EventID.word)
          default: event[field]
          }
        if let value { id.add(letter: letter, value) }
      }
    }
  }
}

/// How a boolean is written in the text that an id is made over.
private enum EventID {
  /// One digit, which is never longer than the value was in the event.
  static func word(_ value: Bool) -> ByteSlice { value ? yes.slice : no.slice }

  private static let yes = PaddedWord("1")
  private static let no = PaddedWord("0")
}
