import CCurl

/// One easy handle of libcurl in a multi handle of its own, which holds the connection between requests.
///
/// The multi handle is there so that we wait ourselves: `curl_easy_perform` looks up only once a second, and it cannot hand
/// a body over piece by piece. All unsafe code of the transport is here and in the callbacks.
///
/// Sendable is not checked by the compiler: a handle moves between threads only by way of `HandlePool`, whose lock orders
/// the uses, and it is out of the pool, with one owner, from `take` to `put`. libcurl asks for no more than that.
final class CurlHandle: @unchecked Sendable {
  let endpoint: String
  private let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var isAdded = false
  /// Kept here because libcurl holds only its address.
  private var transfer: Transfer?
  private var interruption: Interruption?
  private var bodySize: Int64 = 0

  private static let errorTextSize = Int(CURL_ERROR_SIZE)
  /// For an answer that is an object: as much as waits in a stream, since what does not fit there any more is copied once
  /// more; and for one that only tells whether a body was taken.
  private static let bufferSize = (object: ResponseStream.highWater, answer: 16 << 10)
  /// A piece of a body that stays in the processor's cache while it is copied and encrypted.
  private static let uploadBufferSize = 64 << 10

  init(endpoint: String) throws(TransportError) {
    guard CurlGlobal.result == CURLE_OK else {
      throw TransportError(
        phase: .request, code: Int(CurlGlobal.result.rawValue), reason: "libcurl cannot be initialised",
        endpoint: endpoint)
    }
    guard let easy = curl_easy_init() else { throw Self.noMemory(endpoint) }
    guard let multi = curl_multi_init() else {
      curl_easy_cleanup(easy)
      throw Self.noMemory(endpoint)
    }
    ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 1)
    self.endpoint = endpoint
    self.easy = easy
    self.multi = multi
    errorText = .allocate(capacity: Self.errorTextSize)
    errorText.initialize(repeating: 0, count: Self.errorTextSize)
  }

  deinit {
    end()
    curl_easy_cleanup(easy)
    curl_multi_cleanup(multi)
    errorText.deallocate()
  }

  /// Sets a request up and hands it to libcurl, which does nothing yet.
  ///
  /// - Parameters:
  ///   - request: What to send, its URL and headers already checked.
  ///   - body: The bytes of its body; they must stay where they are until `end()`, unless `copyingBody`.
  ///   - copyingBody: True has libcurl take a copy.
  ///   - options: What all requests have in common.
  ///   - avoidingProxies: True keeps the request off any proxy of the environment.
  ///   - transfer: Where the answer goes.
  ///   - interruption: Ends the transfer before its time.
  /// - Throws: `TransportError` of phase `request` when libcurl refuses an option.
  func begin(
    _ request: Request, body: UnsafeRawBufferPointer, copyingBody: Bool, options: HTTPClientOptions,
    avoidingProxies: Bool, transfer: Transfer, interruption: Interruption
  ) throws(TransportError) {
    end()
    self.transfer = transfer
    self.interruption = interruption
    bodySize = Int64(body.count)
    curl_easy_reset(easy)
    errorText.pointee = 0
    var setting = Setting(easy: easy)
    setting.pointer(CURLOPT_ERRORBUFFER, errorText)
    setCommon(&setting, options)
    if avoidingProxies { setting.string(CURLOPT_NOPROXY, "*") }
    setting.string(CURLOPT_URL, request.url)
    setMethod(&setting, request.method, body: body, copyingBody: copyingBody)
    headers = Self.list(HeaderLines.lines(of: request))
    setting.list(CURLOPT_HTTPHEADER, headers)
    setCallbacks(&setting, transfer)
    guard setting.firstFailure == CURLE_OK else { throw refusal(setting.firstFailure) }
    let code = curl_multi_add_handle(multi, easy)
    guard code == CURLM_OK else {
      throw TransportError(
        phase: .request, code: 0, reason: String(cString: curl_multi_strerror(code)), endpoint: endpoint)
    }
    isAdded = true
  }

  /// Takes the request out of libcurl's hands; a connection that is still good stays open.
  func end() {
    if isAdded { curl_multi_remove_handle(multi, easy) }
    isAdded = false
    curl_slist_free_all(headers)
    headers = nil
    transfer = nil
    interruption = nil
  }

  /// Moves bytes until a condition holds or the transfer has ended, whose `result` is then set.
  ///
  /// - Parameters:
  ///   - transfer: The one that was begun.
  ///   - stall: The longest in which nothing may move.
  ///   - answer: How long the answer may last, and since when it does; nil for no limit.
  ///   - isReady: The condition.
  /// - Throws: `TransportError` of phase `stall` when one of the limits is over, and of phase `stopped` when the client
  ///   is to end.
  func drive(
    _ transfer: Transfer, stall: Duration, answer: AnswerWatch? = nil, until isReady: (Transfer) -> Bool
  ) throws(TransportError) {
    var watch = StallWatch(limit: stall)
    var answerWatch = answer
    if transfer.isPaused {
      // libcurl may hand over what it holds, and so pause again, before this returns.
      transfer.resumed()
      let code = curl_easy_pause(easy, 0)
      if code != CURLE_OK { transfer.result = code }
    }
    while transfer.result == nil && !isReady(transfer) {
      try interruption?.check(endpoint)
      var running: Int32 = 0
      let code = curl_multi_perform(multi, &running)
      guard code == CURLM_OK else { throw failure(of: code) }
      readMessages(transfer)
      if transfer.result != nil || isReady(transfer) { return }
      // Until the connection stands, the connect timeout rules.
      if !transfer.isConnected { watch.restart() }
      let left = watch.timeLeft(moved: transfer.received + uploaded)
      guard left > .zero else { throw stalled(transfer, stall) }
      // An answer that comes early counts from its head on, since the rest of the body may never be taken.
      if transfer.isConnected && hasSentBody || transfer.head != nil { answerWatch?.begin() }
      let answerLeft = answerWatch?.timeLeft ?? left
      guard answerLeft > .zero else { throw overdue(transfer, answer?.limit ?? .zero) }
      let patience = min(left.roundedUpMilliseconds, answerLeft.roundedUpMilliseconds, Interruption.interval)
      let polled = curl_multi_poll(multi, nil, 0, Int32(patience), nil)
      guard polled == CURLM_OK else { throw failure(of: polled) }
    }
  }

  /// How many bytes of the request's body have gone out.
  var uploaded: Int64 {
    var count: curl_off_t = 0
    ccurl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T, &count)
    return Int64(count)
  }

  /// Whether the whole body of the request has gone out.
  var hasSentBody: Bool { uploaded >= bodySize }

  /// The status that a proxy gave to `CONNECT`, or 0.
  var connectStatus: Int { long(CURLINFO_HTTP_CONNECTCODE) }

  /// What a SOCKS proxy answered, or 0.
  var socksError: Int { long(CURLINFO_PROXY_ERROR) }

  /// libcurl's words for the end of the transfer, without user and password of any URL, and without any broken one.
  func words(for code: CURLcode) -> String {
    let text = errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
    return maskingUserInfo(hidingQuotedProxy(text))
  }

  private func long(_ info: CURLINFO) -> Int {
    var value = 0
    ccurl_get_long(easy, info, &value)
    return value
  }

  private func readMessages(_ transfer: Transfer) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      if message.pointee.msg == CURLMSG_DONE { transfer.result = message.pointee.data.result }
    }
  }
}

extension CurlHandle {
  private func setCommon(_ setting: inout Setting, _ options: HTTPClientOptions) {
    setting.long(CURLOPT_NOSIGNAL, 1)
    setting.allowHTTPOnly()
    setting.long(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    setting.long(CURLOPT_PATH_AS_IS, 1)
    setting.long(CURLOPT_FOLLOWLOCATION, 0)
    setting.long(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    setting.string(CURLOPT_USERAGENT, options.userAgent)
    setting.long(CURLOPT_TCP_KEEPALIVE, 1)
    setting.long(CURLOPT_BUFFERSIZE, bodySize > 0 ? Self.bufferSize.answer : Self.bufferSize.object)
    setting.long(CURLOPT_UPLOAD_BUFFERSIZE, Self.uploadBufferSize)
    setting.long(CURLOPT_CONNECTTIMEOUT_MS, max(1, options.timeouts.connect.roundedUpMilliseconds))
    // Of the server and, where there is one, of an https:// proxy.
    for option in [CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION] {
      setting.long(option, CURL_SSLVERSION_TLSv1_2)
    }
    for option in [CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER] { setting.long(option, 1) }
    for option in [CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST] { setting.long(option, 2) }
    let trust = TrustStore(options)
    if let file = trust.file {
      for option in [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO] { setting.string(option, file) }
    }
    if let folder = trust.folder {
      for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] { setting.string(option, folder) }
    }
  }

  private func setMethod(
    _ setting: inout Setting, _ method: Request.Method, body: UnsafeRawBufferPointer, copyingBody: Bool
  ) {
    switch (method, body.isEmpty) {
    case (.get, true):
      setting.long(CURLOPT_HTTPGET, 1)
    case (.head, _):
      setting.long(CURLOPT_NOBODY, 1)
    case (.delete, true):
      setting.long(CURLOPT_HTTPGET, 1)
      setting.string(CURLOPT_CUSTOMREQUEST, method.rawValue)
    case (.get, false), (.delete, false), (.post, _), (.put, _):
      // A post under another name: libcurl's own PUT reads by callback, and would have to rewind to repeat a request.
      setting.long(CURLOPT_POST, 1)
      setting.offset(CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count))
      if method != .post { setting.string(CURLOPT_CUSTOMREQUEST, method.rawValue) }
      if copyingBody || body.baseAddress == nil {
        "".withCString { empty in setting.pointer(CURLOPT_COPYPOSTFIELDS, body.baseAddress ?? UnsafeRawPointer(empty)) }
      } else {
        setting.pointer(CURLOPT_POSTFIELDS, body.baseAddress)
      }
    }
  }

  private func setCallbacks(_ setting: inout Setting, _ transfer: Transfer) {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    setting.write(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      return transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }
    setting.write(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let bytes, let context, size * count > 0 else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
      switch transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) {
      case .some(true): return size * count
      case .some(false): return Int(CURL_WRITEFUNC_PAUSE)
      case .none: return 0
      }
    }
    setting.prereq { context, _, _, _, _ in
      guard let context else { return CURL_PREREQFUNC_ABORT }
      let mayGoOut = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().connected()
      return mayGoOut ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
    for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_PREREQDATA] { setting.pointer(option, context) }
  }

  private static func list(_ lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
    lines.reduce(nil) { list, line in curl_slist_append(list, line) }
  }

  private func stalled(_ transfer: Transfer, _ limit: Duration) -> TransportError {
    TransportError(
      phase: .stall, code: 0,
      reason:
        "nothing moved for \(limit.inSeconds), after \(uploaded) bytes of body sent and \(transfer.received) received",
      endpoint: endpoint)
  }

  private func overdue(_ transfer: Transfer, _ limit: Duration) -> TransportError {
    TransportError(
      phase: .stall, code: 0,
      reason: "the answer was not complete after \(limit.inSeconds), though \(transfer.received) bytes of it came",
      endpoint: endpoint)
  }

  private func refusal(_ code: CURLcode) -> TransportError {
    TransportError(phase: .request, code: Int(code.rawValue), reason: words(for: code), endpoint: endpoint)
  }

  private func failure(of code: CURLMcode) -> TransportError {
    TransportError(phase: .receive, code: 0, reason: String(cString: curl_multi_strerror(code)), endpoint: endpoint)
  }

  private static func noMemory(_ endpoint: String) -> TransportError {
    TransportError(phase: .request, code: 0, reason: "libcurl has no memory for a request", endpoint: endpoint)
  }
}

/// Sets options and keeps the first failure, so that one check at the end is enough.
private struct Setting {
  let easy: UnsafeMutableRawPointer
  private(set) var firstFailure = CURLE_OK

  init(easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  mutating func long(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }
  mutating func offset(_ option: CURLoption, _ value: Int64) { note(ccurl_set_offset(easy, option, curl_off_t(value))) }
  mutating func string(_ option: CURLoption, _ value: String) { note(ccurl_set_string(easy, option, value)) }
  mutating func pointer(_ option: CURLoption, _ value: UnsafeRawPointer?) {
    note(ccurl_set_pointer(easy, option, value))
  }
  mutating func list(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) {
    note(ccurl_set_list(easy, option, value))
  }
  mutating func write(_ option: CURLoption, _ callback: @escaping ccurl_write_callback) {
    note(ccurl_set_write(easy, option, callback))
  }
  mutating func prereq(_ callback: @escaping ccurl_prereq_callback) { note(ccurl_set_prereq(easy, callback)) }
  mutating func allowHTTPOnly() { note(ccurl_allow_http_only(easy)) }

  private mutating func note(_ code: CURLcode) {
    if firstFailure == CURLE_OK { firstFailure = code }
  }
}
