import CCurl

/// An answer whose body is read piece by piece; nothing moves unless the reader asks.
///
/// For one thread. A reader that takes its time stops the server by way of TCP, and costs at most about half a MB of
/// memory.
public final class ResponseStream {
  /// Bytes that may wait to be read before the transfer is paused.
  static let highWater = 256 << 10

  /// Status and headers.
  public let head: ResponseHead

  private let transfer: Transfer
  private let pool: HandlePool
  private let timeouts: Timeouts
  private let scheme: String
  /// Nil once closed.
  private var handle: CurlHandle?
  private var failure: TransportError?

  init(
    head: ResponseHead, handle: CurlHandle, transfer: Transfer, pool: HandlePool, timeouts: Timeouts, scheme: String
  ) {
    self.head = head
    self.handle = handle
    self.transfer = transfer
    self.pool = pool
    self.timeouts = timeouts
    self.scheme = scheme
  }

  deinit {
    close()
  }

  /// Reads the next bytes of the body, as stored, waiting for at least one.
  ///
  /// - Parameter buffer: Room for at least one byte.
  /// - Returns: How many bytes were read; 0 at the end of the body, and after `close()`.
  /// - Throws: `TransportError` when the body ends before its announced length, or nothing moves for too long. What came
  ///   before has been read by then, and the same error comes again.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Int {
    try read(into: buffer, within: nil)
  }

  /// Takes what is left of a short body, such as an error's, and closes the stream.
  ///
  /// - Parameter max: How many bytes are enough; what comes behind them is left.
  /// - Returns: About `max` bytes at the most.
  /// - Throws: `TransportError` as `read(into:)` does, and when it takes longer than `Timeouts.answer`.
  public func readRest(max: Int) throws(TransportError) -> [UInt8] {
    defer { close() }
    var watch = AnswerWatch(limit: timeouts.answer)
    watch.begin()
    var body: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while body.count < max {
      let outcome = buffer.withUnsafeMutableBytes { room -> Result<Int, TransportError> in
        do throws(TransportError) { return .success(try read(into: room, within: watch)) } catch {
          return .failure(error)
        }
      }
      let count = try outcome.get()
      if count == 0 { break }
      body += buffer[..<count]
    }
    return body
  }

  private func read(
    into buffer: UnsafeMutableRawBufferPointer, within watch: AnswerWatch?
  ) throws(TransportError) -> Int {
    precondition(!buffer.isEmpty, "reading needs room for a byte")
    if let failure { throw failure }
    guard let handle else { return 0 }
    if !transfer.hasWaitingBytes {
      do throws(TransportError) {
        try handle.drive(transfer, stall: timeouts.stall, answer: watch) { $0.hasWaitingBytes }
        if !transfer.hasWaitingBytes, let code = transfer.result, code != CURLE_OK {
          throw handle.error(for: code, transfer, scheme: scheme)
        }
      } catch {
        failure = error
        close()
        throw error
      }
    }
    return transfer.read(into: buffer)
  }

  /// Ends the transfer, wherever it is; the connection is kept only if the whole body has come.
  public func close() {
    guard let handle else { return }
    self.handle = nil
    handle.end()
    if transfer.result == CURLE_OK { pool.put(handle) }
  }
}
