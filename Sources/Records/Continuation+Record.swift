extension Continuation {
  /// For one record that was taken out of its source, with the place that it has there; nil where it cannot be read.
  ///
  /// - Parameters:
  ///   - position: Where the record begins in its source.
  ///   - line: A CSV's header line; nil for JSON.
  ///   - separator: The CSV's separator, where it is known; it has to be the header's own.
  public init?(ofRecordAt position: SourcePosition, header line: String?, separator: String?) {
    guard position.record > 0 else { return nil }
    self.position = position
    header = Array((line ?? "").utf8)
    format = line == nil ? .json : .csv
    guard line != nil else { return }
    guard let found = header.withUnsafeBytes({ CSVHeader(ByteSlice($0)) }),
      separator == nil || separator == String(UnicodeScalar(found.separator))
    else { return nil }
  }
}
