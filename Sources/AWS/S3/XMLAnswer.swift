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
    // Expat takes UTF-16 for what it is whatever it was told; a zero is how that would show.
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw XMLProblem("it is not UTF-8")
    }
    let elements = XMLElements(self)
    defer { self = elements.answer }
    try ExpatParser(elements).parse(bytes)
  }

  /// Takes in a whole answer to something that was asked for.
  ///
  /// - Throws: `AWSError.malformedAnswer` for what `read(_:)` refuses.
  mutating func read(_ bytes: [UInt8], of operation: AWSOperation) throws(AWSError) {
    do throws(XMLProblem) {
      try read(bytes)
    } catch {
      throw .malformedAnswer(error.reason, operation)
    }
  }
}

/// Why an answer could not be taken in.
struct XMLProblem: Error, Equatable {
  static let instruction = XMLProblem(
    "it has a processing instruction, or an XML declaration of another kind than AWS's")

  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

/// Keeps the path to the current element, and the text of each element on it.
private final class XMLElements<Answer: XMLAnswer>: XMLEvents {
  /// AWS's answers are four deep.
  private let maxDepth = 32

  private(set) var answer: Answer
  private var path: [String] = []
  private var texts: [[UInt8]] = []

  init(_ answer: Answer) {
    self.answer = answer
  }

  func begin(_ name: String) throws(XMLProblem) {
    guard path.count < maxDepth else { throw XMLProblem("it is nested deeper than \(maxDepth)") }
    path.append(name)
    texts.append([])
    try answer.begin(path)
  }

  func text(_ bytes: UnsafeRawBufferPointer) {
    guard !texts.isEmpty else { return }
    texts[texts.count - 1].append(contentsOf: bytes)
  }

  func end() throws(XMLProblem) {
    guard let text = texts.popLast() else { return }
    try answer.end(path, text: String(decoding: text, as: UTF8.self))
    path.removeLast()
  }
}
