import Foundation
import FoundationXML

/// What takes in an XML answer, element by element.
protocol XMLAnswer {
  /// An element begins; `path` ends with its name.
  mutating func begin(_ path: [String]) throws(XMLProblem)
  /// An element ends; `text` is what stands in it, outside of its children.
  mutating func end(_ path: [String], text: String) throws(XMLProblem)
}

extension XMLAnswer {
  mutating func begin(_ path: [String]) throws(XMLProblem) {}

  /// Takes in a whole answer.
  ///
  /// - Throws: `XMLProblem` for what is no XML, for a document type (AWS sends none, and entities come from there), for
  ///   a processing instruction, for another encoding than UTF-8, and for what `begin` and `end` throw.
  mutating func read(_ bytes: [UInt8]) throws(XMLProblem) {
    try XMLProblem.check(bytes)
    let events = XMLEvents(self)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    parser.delegate = events
    let isRead = parser.parse()
    self = events.answer
    if let problem = events.problem { throw problem }
    // Foundation on Linux says yes to a document that breaks off, so its end is looked for as well.
    guard isRead, parser.parserError == nil, !events.isBroken, events.isWhole else {
      throw XMLProblem("it is no XML (line \(parser.lineNumber), column \(parser.columnNumber))")
    }
  }
}

/// Why an answer could not be taken in.
struct XMLProblem: Error, Equatable {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }

  /// Refuses what AWS never sends and the parser must not see.
  ///
  /// Foundation on Linux reads a null pointer at a processing instruction without data (`<?x?>`). Under an encoding
  /// other than UTF-8, one or a document type could stand in the bytes without being found here.
  fileprivate static func check(_ bytes: [UInt8]) throws(XMLProblem) {
    // A zero is how UTF-16 and UTF-32 would show.
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw XMLProblem("it is not UTF-8")
    }
    guard !contains("<!DOCTYPE", bytes[...]) else { throw XMLProblem("it has a document type") }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    guard !contains("<?", text[(text.startIndex + declarationLength(text))...]) else {
      throw XMLProblem("it has a processing instruction, or an XML declaration of another kind than AWS's")
    }
  }

  /// Whether a text, which begins with `<`, stands in the bytes.
  ///
  /// `firstRange(of:)` is so slow that it took three quarters of the time of a listing.
  private static func contains(_ sought: String, _ bytes: ArraySlice<UInt8>) -> Bool {
    let sought = Array(sought.utf8)
    return bytes.withUnsafeBytes { bytes in
      bytes.indices.contains { bytes[$0] == UInt8(ascii: "<") && bytes[$0...].starts(with: sought) }
    }
  }

  /// How long the XML declaration is that a text begins with; 0 where there is none, or one that is not for UTF-8.
  private static func declarationLength(_ text: ArraySlice<UInt8>) -> Int {
    let declaration =
      #/
      <\?xml \s+ version=["']1\.[01]["'] (\s+ encoding=["'](utf|UTF)-8["'])? (\s+ standalone=["'](yes|no)["'])? \s* \?>
      /#
    // A longer one, of white space mostly, is not worth the search.
    let beginning = String(decoding: text.prefix(200), as: UTF8.self)
    let found = beginning.prefixMatch(of: declaration.matchingSemantics(.unicodeScalar))
    return found.map { $0.0.utf8.count } ?? 0
  }
}

/// Keeps the path to the current element, and the text of each element on it.
private final class XMLEvents<Answer: XMLAnswer>: NSObject, XMLParserDelegate {
  /// AWS's answers are four deep.
  private let maxDepth = 32

  private(set) var answer: Answer
  private(set) var problem: XMLProblem?
  /// Whether the parser found a fault.
  private(set) var isBroken = false
  /// Whether the root element has ended.
  private(set) var isWhole = false
  private var path: [String] = []
  private var texts: [String] = []

  init(_ answer: Answer) {
    self.answer = answer
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    guard problem == nil else { return }
    path.append(name)
    texts.append("")
    guard path.count <= maxDepth else { return stop(parser, XMLProblem("it is nested deeper than \(maxDepth)")) }
    do {
      try answer.begin(path)
    } catch {
      stop(parser, error)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard problem == nil, !texts.isEmpty else { return }
    texts[texts.count - 1] += text
  }

  func parser(_ parser: XMLParser, foundCDATA data: Data) {
    self.parser(parser, foundCharacters: String(decoding: data, as: UTF8.self))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard problem == nil, let text = texts.popLast() else { return }
    do {
      try answer.end(path, text: text)
      path.removeLast()
      isWhole = path.isEmpty
    } catch {
      stop(parser, error)
    }
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
    isBroken = true
  }

  private func stop(_ parser: XMLParser, _ problem: XMLProblem) {
    self.problem = problem
    parser.abortParsing()
  }
}
