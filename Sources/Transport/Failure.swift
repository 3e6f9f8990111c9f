import CCurl
import Files
import Glibc

extension CurlHandle {
  /// The error for the end that a transfer came to.
  func error(for code: CURLcode, _ transfer: Transfer, scheme: String) -> TransportError {
    let words = words(for: code)
    func error(_ phase: TransportError.Phase, _ reason: String) -> TransportError {
      TransportError(phase: phase, code: Int(code.rawValue), reason: reason, endpoint: endpoint)
    }
    if let excess = transfer.excess { return error(.tooLarge, excess) }
    if code == CURLE_OUT_OF_MEMORY, transfer.headParser.hasBegun, transfer.head == nil {
      // libcurl says so of a header line over a bound of its own.
      return error(.tooLarge, "the head of the answer has a line that is too long")
    }
    if !transfer.isConnected, connectStatus != 0, !(200..<300).contains(connectStatus) {
      return Proxy(for: scheme).refusal(connectStatus, code: Int(code.rawValue), endpoint: endpoint)
    }
    // libcurl does not tell this cause, and a file of certificates that cannot be opened for it is no fault of the file.
    if !transfer.isConnected, Self.mayBeForDescriptors.contains(code), Descriptors.areScarce {
      return error(.connect, "\(words); hardly a file can be opened: raise the limit of open files (`ulimit -n`)")
    }
    let phase = phase(of: code, words, transfer)
    if isRepetition(code, phase, transfer) { return error(.noAnswer, "the connection was closed without an answer") }
    return error(phase, words)
  }

  /// What libcurl says where it could not open a socket, a file of certificates, or what looks up a name.
  private static let mayBeForDescriptors = [
    CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_SSL_CACERT_BADFILE,
    CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY,
  ]

  /// Whether libcurl failed only at sending again what had gone out before, which is kept back for requests with a body.
  private func isRepetition(_ code: CURLcode, _ phase: TransportError.Phase, _ transfer: Transfer) -> Bool {
    guard transfer.isConnected, !transfer.isRepeatable else { return false }
    // The other phases belong to the new connection that it makes for this.
    return code == CURLE_ABORTED_BY_CALLBACK || [.resolve, .connect, .proxy, .tls].contains(phase)
  }

  private func phase(of code: CURLcode, _ words: String, _ transfer: Transfer) -> TransportError.Phase {
    switch code {
    case CURLE_URL_MALFORMAT, CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
      CURLE_UNKNOWN_OPTION, CURLE_OUT_OF_MEMORY:
      .request
    // What libcurl cannot read of a proxy in the environment it cannot read the next time either.
    case _ where words.hasPrefix("Unsupported proxy"): .proxy
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
    case CURLE_OPERATION_TIMEDOUT: words.hasPrefix("Resolving timed out") ? .resolve : .connect
    case CURLE_COULDNT_CONNECT: .connect
    case CURLE_PROXY: Proxy.isSOCKSRefusalTransient(socksError) ? .connect : .proxy
    case CURLE_SSL_CONNECT_ERROR: Self.isBrokenHandshake(words) ? .connect : .tls
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CLIENTCERT,
      CURLE_USE_SSL_FAILED:
      .tls
    default:
      // What is left concerns a connection that broke; what it means depends on how far things were.
      if !transfer.isConnected {
        .connect
      } else if code == CURLE_SEND_ERROR || code == CURLE_SEND_FAIL_REWIND || code == CURLE_READ_ERROR {
        .send
      } else if transfer.headParser.hasBegun || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY {
        .receive
      } else {
        .noAnswer
      }
    }
  }

  /// True for a handshake that the network cut short, which says nothing about certificates.
  private static func isBrokenHandshake(_ words: String) -> Bool {
    ["SSL_ERROR_SYSCALL", "onnection reset", "unexpected eof", "Broken pipe", "timed out"].contains {
      words.contains($0)
    }
  }
}

/// The proxy that libcurl takes from the process's environment, as far as messages need to know it.
struct Proxy {
  /// Scheme, host and port as configured, user and password masked.
  let name: String?

  /// Looks where libcurl looks; `HTTP_PROXY` in capitals is not read, since a CGI's caller can set it.
  init(for scheme: String) {
    let variables = scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
    let found = (variables + ["all_proxy", "ALL_PROXY"]).lazy.compactMap { getenv($0).map { String(cString: $0) } }
    name = found.first { !$0.isEmpty }.map { maskingUserInfo($0.contains("://") ? $0 : "http://\($0)") }
  }

  /// The error for a proxy's status; a gateway's own trouble passes, a refusal stays.
  func refusal(_ status: Int, code: Int, endpoint: String) -> TransportError {
    let proxy = name.map { "the proxy \($0)" } ?? "the proxy"
    let reason =
      status == 407 ? "\(proxy) asks for credentials (407)" : "\(proxy) refused to connect us (\(status))"
    return TransportError(
      phase: [502, 503, 504].contains(status) ? .connect : .proxy, code: code, reason: reason, endpoint: endpoint)
  }

  /// Whether a SOCKS proxy told of the way behind it, and not of us.
  static func isSOCKSRefusalTransient(_ error: Int) -> Bool {
    [
      CURLPX_CLOSED, CURLPX_REPLY_CONNECTION_REFUSED, CURLPX_REPLY_GENERAL_SERVER_FAILURE,
      CURLPX_REPLY_HOST_UNREACHABLE, CURLPX_REPLY_NETWORK_UNREACHABLE, CURLPX_REPLY_TTL_EXPIRED, CURLPX_RESOLVE_HOST,
      CURLPX_RECV_CONNECT, CURLPX_RECV_REQACK,
    ].contains { Int($0.rawValue) == error }
  }
}
