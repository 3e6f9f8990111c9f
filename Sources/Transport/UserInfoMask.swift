/// Leaves out of libcurl's words what it quotes of a proxy.
///
/// It quotes a proxy only where it cannot parse it, and then nothing tells which part is the password. The quote may hold
/// quotation marks, and may be cut before its end, so nothing behind its beginning is kept.
func hidingQuotedProxy(_ text: String) -> String {
  guard text.lowercased().contains("proxy"), let quote = text.firstIndex(where: { $0 == "'" || $0 == "\"" }) else {
    return text
  }
  return text[..<quote] + "*** (the proxy that the environment names)"
}

/// Takes the user and password out of every URL in a text.
///
/// Anything before the last `@` counts, back to the first `://` or to the beginning of the word: rather too much is
/// hidden than a password shown, for libcurl also quotes proxies that it cannot parse, and a password may hold any
/// character.
func maskingUserInfo(_ text: String) -> String {
  guard let at = text.lastIndex(of: "@") else { return text }
  let before = text[..<at]
  let start =
    before.firstRange(of: "://")?.upperBound
    ?? before.lastIndex { $0.isWhitespace || $0 == "'" || $0 == "\"" }.map { text.index(after: $0) } ?? text.startIndex
  return text[..<start] + "***" + text[at...]
}
