import CExpat

/// Expat at work on one document in UTF-8.
///
/// What is unsafe about it is in here. Expat has a pointer to this object and calls back with it, but only out of
/// `parse`, during which the object lives; it holds no reference to it, and goes when the object does.
///
/// A document type is refused where it begins, before Expat has read a declaration in it: there is no entity to expand
/// but XML's own five. The salt of its hash tables Expat takes from the system's random numbers.
final class ExpatParser {
  private let parser: XML_Parser
  private let events: any XMLEvents
  private var problem: XMLProblem?

  init(_ events: any XMLEvents) throws(XMLProblem) {
    guard let parser = XML_ParserCreate("UTF-8") else { throw XMLProblem("there is no memory to read it") }
    self.parser = parser
    self.events = events
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(
      parser,
      { context, name, _ in
        guard let name else { return }
        ExpatParser.tell(context) { events throws(XMLProblem) in try events.begin(String(cString: name)) }
      },
      { context, _ in ExpatParser.tell(context) { events throws(XMLProblem) in try events.end() } })
    XML_SetCharacterDataHandler(parser) { context, text, count in
      let text = UnsafeRawBufferPointer(start: text, count: Int(count))
      ExpatParser.tell(context) { events throws(XMLProblem) in events.text(text) }
    }
    XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
      ExpatParser.tell(context) { _ throws(XMLProblem) in throw XMLProblem("it has a document type") }
    }
    XML_SetProcessingInstructionHandler(parser) { context, _, _ in
      ExpatParser.tell(context) { _ throws(XMLProblem) in throw .instruction }
    }
    XML_SetXmlDeclHandler(parser) { context, _, encoding, _ in
      let encoding = encoding.map { String(cString: $0) }
      ExpatParser.tell(context) { _ throws(XMLProblem) in
        guard encoding == nil || encoding?.uppercased() == "UTF-8" else { throw .instruction }
      }
    }
  }

  deinit {
    XML_ParserFree(parser)
  }

  /// Reads a whole document; a parser reads only one.
  ///
  /// - Throws: `XMLProblem` for what is no XML, for what is refused, and for what `events` throw.
  func parse(_ document: [UInt8]) throws(XMLProblem) {
    guard let count = CInt(exactly: document.count) else { throw XMLProblem("it is longer than 2 GiB") }
    // In one piece: of a token that goes on over several, Expat before 2.6 begins anew with each.
    let status = withExtendedLifetime(self) {
      document.withUnsafeBytes { bytes in
        XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: XML_Char.self), count, 1)
      }
    }
    if let problem { throw problem }
    guard status == XML_STATUS_OK else { throw fault() }
  }

  /// Hands on an event, and stops where it is answered with a problem.
  private static func tell(
    _ context: UnsafeMutableRawPointer?, _ event: (any XMLEvents) throws(XMLProblem) -> Void
  ) {
    guard let context else { return }
    let reader = Unmanaged<ExpatParser>.fromOpaque(context).takeUnretainedValue()
    // Some events come even after a stop, such as the end of an element that is empty.
    guard reader.problem == nil else { return }
    do throws(XMLProblem) {
      try event(reader.events)
    } catch {
      reader.problem = error
      XML_StopParser(reader.parser, 0)
    }
  }

  /// What Expat itself found wrong.
  private func fault() -> XMLProblem {
    switch XML_GetErrorCode(parser) {
    case XML_ERROR_XML_DECL, XML_ERROR_MISPLACED_XML_PI, XML_ERROR_UNKNOWN_ENCODING, XML_ERROR_INCORRECT_ENCODING:
      .instruction
    case XML_ERROR_NO_MEMORY: XMLProblem("there is no memory to read it")
    default:
      XMLProblem(
        "it is no XML (line \(XML_GetCurrentLineNumber(parser)), column \(XML_GetCurrentColumnNumber(parser) + 1))")
    }
  }
}

/// What a parser tells of a document, in its order.
protocol XMLEvents: AnyObject {
  /// An element begins; its name is as the document writes it, with the prefix if it has one.
  func begin(_ name: String) throws(XMLProblem)
  /// A part of the text in the current element, valid only during the call.
  func text(_ bytes: UnsafeRawBufferPointer)
  /// The current element ends.
  func end() throws(XMLProblem)
}
