/// Where in a source a record begins.
public struct SourcePosition: Sendable, Equatable {
  /// Number of the record in its source, from 1; what could not be framed counts as one.
  public var record: Int
  /// Number of the line on which it begins, from 1.
  public var line: Int
  /// Bytes before it, after unpacking.
  public var byteOffset: Int

  /// A place in a source.
  public init(record: Int, line: Int, byteOffset: Int) {
    self.record = record
    self.line = line
    self.byteOffset = byteOffset
  }
}
