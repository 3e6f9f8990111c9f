/// A stretch of a source that a framer cut out: one record, or something that is none.
struct Frame {
  enum Content {
    /// One JSON value from its opening to its closing brace. `certain` is false for a line that only looks like one.
    case json(certain: Bool)
    /// One CSV row without its line end.
    case row
    case malformed(RejectReason)
    /// A value that is no record, and nothing wrong.
    case skipped(SkipReason)
    /// Nothing to map, and nothing wrong: a header that is repeated in the middle of a file.
    case repeatedHeader
  }

  let content: Content
  /// What the source holds there, or its beginning where that is too much to keep.
  let bytes: ByteSlice
  let position: SourcePosition
  /// True where the end of the input ended it, and more input could have gone on with it.
  var isCutOff = false
}

/// Limits of what a framer holds in memory.
public struct FrameLimits: Sendable {
  /// The longest record that is framed: larger than any batch, since fields that are not sent may make up most of it.
  public var recordBytes: Int
  /// How much of a longer one, or of a stretch that is no record, is kept for the reject.
  public var excerptBytes: Int
  /// The longest CSV row with a line end inside quotes; a longer one is taken for a quote that is not closed.
  public var quotedRowBytes: Int

  /// Records up to 32 MiB, excerpts up to 64 KiB, quoted rows up to 1 MiB.
  public init(recordBytes: Int = 32 << 20, excerptBytes: Int = 64 << 10, quotedRowBytes: Int = 1 << 20) {
    self.recordBytes = recordBytes
    self.excerptBytes = excerptBytes
    self.quotedRowBytes = quotedRowBytes
  }
}

/// Cuts the bytes of one source into records.
protocol Framer: AnyObject {
  /// Cuts the next frame off the buffer.
  ///
  /// - Parameters:
  ///   - buffer: What is not framed yet. The frame's bytes lie in it and hold until it is asked for room.
  ///   - ended: True once the source has no more bytes than these.
  /// - Returns: nil where more bytes are needed, and at the end, when nothing is left.
  func next(in buffer: InputBuffer, ended: Bool) -> Frame?

  /// Where the next frame would begin, asked only while there is none.
  func place(in buffer: InputBuffer) -> SourcePosition

  /// Counts another record of the last frame, which holds several.
  func countAnother()

  /// Takes back the last frame, an uncertain one that was no record, to frame its beginning with more care.
  func takeBack()
}
