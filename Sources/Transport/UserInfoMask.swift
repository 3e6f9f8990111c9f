/// Takes the user and password out of every URL in a text.
///
/// Anything before an `@` counts, back to the `://` or to the beginning of the word: rather too much is hidden than a
/// password shown, for libcurl also quotes proxies that it cannot parse.
func maskingUserInfo(_ text: String) -> String {
  guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
  var masked = ""
  var word = ""
  for character in text {
    if character.isWhitespace || character == "'" || character == "\"" {
      masked += maskingUserInfo(inWord: word)
      masked.append(character)
      word = ""
    } else {
      word.append(character)
    }
  }
  return masked + maskingUserInfo(inWord: word)
}

private func maskingUserInfo(inWord word: String) -> String {
  guard let at = word.lastIndex(of: "@") else { return word }
  let scheme = word[..<at].firstRange(of: "://")?.upperBound ?? word.startIndex
  return word[..<scheme] + "***" + word[at...]
}
