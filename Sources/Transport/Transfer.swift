import CCurl

/// What one request's callbacks gather: the head, the body or as much of it as may wait, and why they stopped.
///
/// Used by the thread that drives the handle, alone.
final class Transfer {
  /// What to do with a body.
  enum BodyRule {
    /// Keep all of it, up to so many bytes.
    case collect(max: Int, beyond: Request.AnswerBeyondLimit)
    /// Keep so many bytes waiting and pause then.
    case buffer(highWater: Int)
  }

  private let rule: BodyRule
  /// Whether libcurl may send the request again where a connection closed before an answer came.
  let isRepeatable: Bool
  private(set) var headParser = HeadParser()
  /// The body so far, or what of it waits to be read.
  private(set) var body: [UInt8] = []
  /// Where reading goes on in `body`.
  private var offset = 0
  /// Bytes of heads and body that came.
  private(set) var received: Int64 = 0
  /// Whether the connection, its TLS and its tunnel stand and the request may go out.
  private(set) var isConnected = false
  private(set) var isPaused = false
  /// Why a callback broke the transfer off.
  private(set) var excess: String?
  /// Whether only the beginning of the body was kept.
  private(set) var isCutOff = false
  /// libcurl's verdict, once the transfer has ended.
  var result: CURLcode?

  init(_ rule: BodyRule, isRepeatable: Bool) {
    self.rule = rule
    self.isRepeatable = isRepeatable
  }

  var head: ResponseHead? { headParser.head }
  var hasWaitingBytes: Bool { offset < body.count }

  /// Takes note that the request goes out now; false keeps it back, since it went out before.
  func connected() -> Bool {
    if isConnected, !isRepeatable { return false }
    isConnected = true
    return true
  }

  /// Takes a line of a head; false breaks the transfer off.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    received += Int64(line.count)
    guard headParser.take(line) else {
      excess = "the head of the answer is larger than \(HeadParser.maxBytes) bytes"
      return false
    }
    return true
  }

  /// Takes bytes of the body; nil breaks the transfer off, false pauses it and leaves the bytes with libcurl.
  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool? {
    switch rule {
    case .collect(let max, .refuse) where body.count + bytes.count > max:
      excess = "the answer is larger than the \(max) bytes that are taken here"
      return nil
    case .collect(let max, .cutOff) where body.count + bytes.count > max:
      isCutOff = true
      received += Int64(bytes.count)
      body.append(contentsOf: bytes.prefix(max - body.count))
      return true
    case .buffer(let highWater) where body.count - offset >= highWater:
      isPaused = true
      return false
    case .collect, .buffer:
      received += Int64(bytes.count)
      body.append(contentsOf: bytes)
      return true
    }
  }

  func resumed() {
    isPaused = false
  }

  /// Moves waiting bytes into a buffer, as many as fit.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, body.count - offset)
    body.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count])) }
    offset += count
    if offset == body.count {
      body.removeAll(keepingCapacity: true)
      offset = 0
    }
    return count
  }
}
