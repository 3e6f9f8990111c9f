/// Puts the head of an answer together from the lines that libcurl hands over one by one.
struct HeadParser {
  /// Far over what any service sends, and under the bound that newer versions of libcurl have of their own.
  static let maxBytes = 256 << 10

  /// The final head: not one of an interim `1xx`.
  private(set) var head: ResponseHead?
  /// Whether the first line of any head came.
  private(set) var hasBegun = false
  private(set) var byteCount = 0
  private var status: Int?
  private var headers: [Header] = []

  /// Takes one line with its line end; false where the heads are larger than allowed.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
    byteCount += line.count
    guard byteCount <= Self.maxBytes else { return false }
    // What comes after the head is the trailer of a chunked body.
    guard head == nil else { return true }
    let text = String(decoding: line, as: UTF8.self)
    guard let status else {
      hasBegun = true
      // libcurl has checked the form of the line: a version, a space, three digits.
      let words = text.split(separator: " ", maxSplits: 2)
      self.status = words.count > 1 ? Int(words[1].prefix(3)) : nil
      headers = []
      return true
    }
    let content = text.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" }
    if content.isEmpty {
      if status >= 200 { head = ResponseHead(status: status, headers: headers) }
      self.status = nil
    } else if content.first == " " || content.first == "\t", let last = headers.popLast() {
      headers.append(Header(last.name, last.value + " " + Self.trimmed(content)))
    } else {
      let name = content.prefix { $0 != ":" }
      headers.append(Header(String(name), Self.trimmed(content.dropFirst(name.count + 1))))
    }
    return true
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = text.drop(while: isSpace)
    return String(start.prefix(upTo: start.lastIndex { !isSpace($0) }.map(start.index(after:)) ?? start.startIndex))
  }
}
