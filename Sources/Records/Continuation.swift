/// Where reading goes on in a source whose beginning was read before: a file that grew.
public struct Continuation: Sendable {
  let format: RecordFormat
  /// Where the first record that is read begins.
  let position: SourcePosition
  /// A CSV's header line, which stands at the beginning that is not read again.
  let header: [UInt8]

  /// Makes ready to go on at the beginning of a record; nil where the source is of a form that cannot be.
  ///
  /// - Parameters:
  ///   - position: Where a record begins that `RecordReader` found in the same source.
  ///   - beginning: The source's first bytes, a CSV's header among them.
  public init?(at position: SourcePosition, beginning: [UInt8]) {
    guard position.record > 0, let found = Continuation.form(of: beginning) else { return nil }
    self.position = position
    (format, header) = found
  }

  /// Whether a source that begins so may be continued where it grew.
  ///
  /// Lines of JSON and CSV may; gzip, an array, an envelope and a credential report not, in which a record is no beginning.
  public static func canGrow(_ beginning: [UInt8]) -> Bool {
    form(of: beginning) != nil
  }

  /// Whether the next record can be read without what came before it: not within an array or an envelope.
  ///
  /// - Parameter before: As much of what stands before it as there is at hand, `lookBack` bytes or all.
  /// - Returns: False also where nothing but space is seen.
  public func isReadable(behind before: [UInt8]) -> Bool {
    guard format == .json, position.byteOffset > 0 else { return true }
    guard let last = before.last(where: { !ASCII.isSpace($0) }) else { return before.count == position.byteOffset }
    return last != ASCII.comma && last != ASCII.openBracket
  }

  /// How many bytes before a record tell whether it is in an array.
  public static let lookBack = 4096

  private static func form(of beginning: [UInt8]) -> (format: RecordFormat, header: [UInt8])? {
    beginning.withUnsafeBytes { bytes -> (format: RecordFormat, header: [UInt8])? in
      guard !Sniff.isGzip(bytes) else { return nil }
      let text = ByteSlice(UnsafeRawBufferPointer(rebasing: bytes[Sniff.markLength(bytes)...]))
      switch Sniff.text(bytes, ended: true) {
      case .json:
        guard !EnvelopeScan.holdsSeveral(text) else { return nil }
        return (.json, [])
      case .csv:
        guard let first = text.bytes.firstIndex(where: { !ASCII.isSpace($0) }),
          let newline = text.firstOffset(of: ASCII.newline, from: first)
        else { return nil }
        let end = newline > 0 && text[newline - 1] == ASCII.carriageReturn ? newline - 1 : newline
        let header = text.part(first..<end)
        guard CSVHeader(header)?.isCredentialReport != true else { return nil }
        return (.csv, Array(header.bytes))
      case .needsMore, .none: return nil
      }
    }
  }
}
