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
  private let stall: Duration
  private let scheme: String
  /// Nil once closed.
  private var handle: CurlHandle?
  private var failure: TransportError?

  init(
    head: ResponseHead, handle: CurlHandle, transfer: Transfer, pool: HandlePool, stall: Duration, scheme: String
  ) {
    self.head = head
    self.handle = handle
    self.transfer = transfer
    self.pool = pool
    self.stall = stall
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
    precondition(!buffer.isEmpty, "reading needs room for a byte")
    if let failure { throw failure }
    guard let handle else { return 0 }
    if !transfer.hasWaitingBytes {
      do throws(TransportError) {
        try handle.drive(transfer, stall: stall) { $0.hasWaitingBytes }
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
