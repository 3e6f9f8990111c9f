import CCurl
import Glibc

/// libcurl's own initialisation, once in the life of the process.
enum CurlGlobal {
  /// The code of the one call; a static initialiser runs once even when threads race for it.
  static let result: CURLcode = {
    // Older versions of libcurl let OpenSSL write to a closed socket without MSG_NOSIGNAL, which ends the process by
    // default. Somebody else's handler stays.
    var action = sigaction()
    if sigaction(SIGPIPE, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil {
      signal(SIGPIPE, SIG_IGN)
    }
    return ccurl_global_init()
  }()
}
