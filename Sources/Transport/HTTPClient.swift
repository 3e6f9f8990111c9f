import CCurl

/// The one door to the network: sends requests over libcurl and keeps connections open between them.
///
/// Calls block the thread they are made on, and there may be as many at one time as callers like: each has a connection of
/// its own. Redirects are not followed, nothing is decoded, nothing is tried again, except that libcurl repeats a request
/// without a body when a connection that was used before closes unanswered. One with a body goes out once at most, for
/// the server may have acted on it.
public final class HTTPClient: Sendable {
  private let options: HTTPClientOptions
  private let pool = HandlePool()
  private let interruption: Interruption

  /// A client without any connection yet.
  ///
  /// - Parameters:
  ///   - options: How requests are sent.
  ///   - other: A client whose `stop` ends this one too, and the other way round; nil for one that ends alone.
  public init(_ options: HTTPClientOptions, endingWith other: HTTPClient? = nil) {
    self.options = options
    interruption = other?.interruption ?? Interruption()
  }

  /// A client that sends as another one does but for some options, and that ends alone.
  ///
  /// - Parameters:
  ///   - other: Whose options these are.
  ///   - change: What is to be another way.
  public convenience init(like other: HTTPClient, changing change: (inout HTTPClientOptions) -> Void = { _ in }) {
    var options = other.options
    change(&options)
    self.init(options)
  }

  /// Ends the client from another thread: what is under way fails soon, and so does what is asked from now on.
  ///
  /// The error is of phase `stopped`, and comes within a quarter of a second, however long nothing moves.
  public func stop() {
    interruption.request()
  }

  /// True once `stop` was called.
  public var isStopped: Bool { interruption.isSet }

  /// Sends a request and takes the whole answer into memory.
  ///
  /// - Parameter request: Its body is lent to libcurl until this returns, and not copied.
  /// - Returns: The answer, whatever its status, its body cut off where the request has it so. An error status that comes
  ///   while the body is still being sent counts, also where the server then closes; its own body may be cut short in
  ///   that case.
  /// - Throws: `TransportError` when there is no answer, when it is cut short, larger than the request allows, or not
  ///   complete within `Timeouts.answer`.
  public func send(_ request: Request) throws(TransportError) -> Response {
    let (target, avoidingProxies) = try check(request)
    let handle = try pool.take(for: target.endpoint)
    let transfer = Transfer(
      .collect(max: request.maxResponseBytes, beyond: request.answerBeyondLimit),
      isRepeatable: request.body.byteCount == 0)
    // The protocol's rethrows loses the type of the error, so the outcome leaves the closure as a value.
    let outcome = request.body.withBytes { bytes -> Result<Void, TransportError> in
      defer { handle.end() }
      do throws(TransportError) {
        try handle.begin(
          request, body: bytes, copyingBody: false, options: options, avoidingProxies: avoidingProxies,
          transfer: transfer, interruption: interruption)
        // The rest of an answer that is cut off is waited for only while the body still goes out.
        try handle.drive(
          transfer, stall: options.timeouts.stall, answer: AnswerWatch(limit: options.timeouts.answer)
        ) {
          $0.isCutOff && handle.hasSentBody
        }
        if let code = transfer.result, code != CURLE_OK {
          try handle.tolerate(code, transfer, scheme: target.scheme)
        } else {
          try handle.refuseEarlyAcceptance(transfer)
        }
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
    let head = try completeHead(transfer, target)
    if transfer.result == CURLE_OK { pool.put(handle) }
    try refuseProxyStatus(head, target, avoidingProxies)
    return Response(head: head, body: transfer.body)
  }

  /// Sends a request and hands the answer over as soon as its head is there, the body to be read piece by piece.
  ///
  /// - Parameter request: Its body, if any, is copied; `maxResponseBytes` does not matter.
  /// - Returns: A stream for one thread; close it, or let go of it, when done.
  /// - Throws: `TransportError` when no head comes, or none that is whole within `Timeouts.answer`.
  public func open(_ request: Request) throws(TransportError) -> ResponseStream {
    let (target, avoidingProxies) = try check(request)
    let handle = try pool.take(for: target.endpoint)
    let transfer = Transfer(
      .buffer(highWater: ResponseStream.highWater), isRepeatable: request.body.byteCount == 0)
    let outcome = request.body.withBytes { bytes -> Result<Void, TransportError> in
      do throws(TransportError) {
        try handle.begin(
          request, body: bytes, copyingBody: true, options: options, avoidingProxies: avoidingProxies,
          transfer: transfer, interruption: interruption)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
    try handle.drive(
      transfer, stall: options.timeouts.stall, answer: AnswerWatch(limit: options.timeouts.answer)
    ) { $0.head != nil }
    if let code = transfer.result, code != CURLE_OK, transfer.head == nil {
      throw handle.error(for: code, transfer, scheme: target.scheme)
    }
    let head = try completeHead(transfer, target)
    try refuseProxyStatus(head, target, avoidingProxies)
    return ResponseStream(
      head: head, handle: handle, transfer: transfer, pool: pool, timeouts: options.timeouts, scheme: target.scheme)
  }

  private func check(_ request: Request) throws(TransportError) -> (Target, avoidingProxies: Bool) {
    let target = try Target(request.url)
    try interruption.check(target.endpoint)
    let avoidingProxies = try target.mustAvoidProxies(under: options.allowPlainHTTP)
    try HeaderLines.check(request, endpoint: target.endpoint)
    return (target, avoidingProxies)
  }

  private func completeHead(_ transfer: Transfer, _ target: Target) throws(TransportError) -> ResponseHead {
    if let head = transfer.head { return head }
    // libcurl calls a head that breaks off in mid-line a success.
    throw TransportError(
      phase: transfer.headParser.hasBegun ? .receive : .noAnswer, code: 0,
      reason: "the connection closed within the head of the answer", endpoint: target.endpoint)
  }

  /// A 407 to plain HTTP looks like an answer, but the server that was asked has never seen the request.
  private func refuseProxyStatus(
    _ head: ResponseHead, _ target: Target, _ avoidingProxies: Bool
  ) throws(TransportError) {
    // Through a tunnel the final head is the server's own, and a proxy that refused the tunnel has failed before.
    guard head.status == 407, target.scheme == "http", !avoidingProxies else { return }
    throw Proxy(for: target.scheme).refusal(407, code: 0, endpoint: target.endpoint)
  }
}

extension RequestBody {
  fileprivate func withBytes<Result>(_ use: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch self {
    case .none: use(UnsafeRawBufferPointer(start: nil, count: 0))
    case .bytes(let bytes): bytes.withUnsafeBytes(use)
    case .borrowed(let bytes): bytes.withBytes(use)
    }
  }
}

extension CurlHandle {
  /// Throws the error for a failed transfer, unless the server gave its verdict before it had the whole body.
  ///
  /// Only a refusal counts there: an acceptance of half a body is none.
  fileprivate func tolerate(_ code: CURLcode, _ transfer: Transfer, scheme: String) throws(TransportError) {
    let error = error(for: code, transfer, scheme: scheme)
    if let head = transfer.head, head.status >= 300, !hasSentBody, [.send, .receive].contains(error.phase) {
      return
    }
    throw error
  }

  /// Lets no acceptance pass that came before the whole body had gone out, which libcurl calls a success where the server
  /// closes in good order.
  fileprivate func refuseEarlyAcceptance(_ transfer: Transfer) throws(TransportError) {
    guard let head = transfer.head, head.status < 300, !hasSentBody else { return }
    throw TransportError(
      phase: .send, code: 0, reason: "the server answered \(head.status) before it had the whole request",
      endpoint: endpoint)
  }
}
