/// Takes the lines of a reject file apart, holding one at a time.
struct RejectLines: ~Copyable {
  enum Next {
    /// One line, without its line feed.
    case line([UInt8])
    case tooLong
    case end
  }

  /// Longer than the largest record that is kept, in the longest way to write it.
  static let mostBytes = 256 << 20
  private static let pieceBytes = 256 << 10

  private let stream: any ByteStream
  private let report: RunReport
  private var room = [UInt8](repeating: 0, count: RejectLines.pieceBytes)
  private var waiting: ArraySlice<UInt8> = []
  private var isEnded = false
  /// The number of the last line, from 1.
  private(set) var number = 0

  init(_ stream: any ByteStream, report: RunReport) {
    self.stream = stream
    self.report = report
  }

  /// The next line; the end also where the run has to stop while nothing more is there to be read.
  mutating func next() throws(SourceError) -> Next {
    var line: [UInt8] = []
    var isTooLong = false
    while true {
      let newline = waiting.firstIndex(of: UInt8(ascii: "\n"))
      if !isTooLong { line += waiting[..<(newline ?? waiting.endIndex)] }
      if line.count > RejectLines.mostBytes {
        isTooLong = true
        line = []
      }
      if let newline {
        waiting = waiting[(newline + 1)...]
        number += 1
        return isTooLong ? .tooLong : .line(line)
      }
      waiting = []
      if !isEnded { isEnded = try !read() }
      if isEnded {
        guard isTooLong || !line.isEmpty else { return .end }
        number += 1
        return isTooLong ? .tooLong : .line(line)
      }
    }
  }

  /// - Returns: False at the end.
  private mutating func read() throws(SourceError) -> Bool {
    // The bytes are lent for the call only, so the error is carried out by hand.
    let piece = room.withUnsafeMutableBytes { room -> Result<StreamPiece, SourceError> in
      do throws(SourceError) { return .success(try stream.read(into: room, deadline: nil)) } catch {
        return .failure(error)
      }
    }
    guard case .bytes(let count) = try piece.get() else { return false }
    report.count { $0.bytesRead += count }
    waiting = room[..<count]
    return true
  }
}
