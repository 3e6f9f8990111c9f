import Testing

@testable import AWS

@Suite("An answer in XML")
struct XMLAnswerTests {
  static let error = "<Error><Code>AccessDenied</Code></Error>"

  @Test(
    "is read with the declarations that servers write",
    arguments: [
      "", "\u{FEFF}", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "<?xml version='1.0' encoding='utf-8'?>",
      "\u{FEFF}<?xml version=\"1.0\"\r\n encoding=\"UTF-8\" standalone=\"yes\" ?>\r\n", "<?xml version=\"1.0\"?>",
    ])
  func declared(_ declaration: String) {
    #expect(S3ErrorAnswer(Array("\(declaration)\(Self.error)".utf8)).code == "AccessDenied")
  }

  @Test(
    "is refused with a processing instruction",
    arguments: [
      "<?x?>\(error)", "<?x y?>\(error)", "\(error)<?x?>", "<Error><?x?></Error>", "<?xmlx?>\(error)",
      "<?xml ?>\(error)",
      "<?xml version=\"1.0\"><?x?>\(error)", "<?xml version=\"1.0\"?><?x?>\(error)", " <?xml ?>\(error)",
    ])
  func instructed(_ body: String) {
    #expect(S3ErrorAnswer(Array(body.utf8)).code.isEmpty)
    #expect(
      throws: XMLProblem("it has a processing instruction, or an XML declaration of another kind than AWS's")
    ) {
      try Elements(body)
    }
  }

  @Test(
    "is refused in another encoding that it declares",
    arguments: ["ISO-8859-1", "UTF-16", "US-ASCII", "UTF-7", "x"])
  func declaredEncoding(_ encoding: String) {
    let body = "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>\(Self.error)"
    #expect(throws: XMLProblem.instruction) { try Elements(body) }
  }

  @Test(
    "is refused with a document type before anything in it is read",
    arguments: [
      "<!DOCTYPE Error>", "<!DOCTYPE Error SYSTEM \"file:///etc/passwd\">", "<!DOCTYPE Error []>",
      "<!DOCTYPE Error [<!ENTITY c \"AccessDenied\">]>", "<!DOCTYPE Error [ no declaration",
    ])
  func typed(_ documentType: String) {
    let body = "<?xml version=\"1.0\"?>\(documentType)<Error><Code>&c;</Code></Error>"
    #expect(throws: XMLProblem("it has a document type")) { try Elements(body) }
  }

  @Test(
    "has the text of an element in one piece, without that of its children",
    arguments: [
      ("plain", "plain"), ("", ""), ("a&amp;&lt;&#233;&#x1F600;b", "a&<é😀b"), ("<![CDATA[<b>&amp;]]>c", "<b>&amp;c"),
      ("one<b>two</b>three", "onethree"), ("x<!-- y -->z", "xz"), ("a\r\nb\rc\n", "a\nb\nc\n"), ("é\u{1F600}", "é😀"),
    ])
  func texts(_ written: String, _ text: String) throws {
    #expect(try Elements("<a>\(written)</a>").ended.last == "a=\(text)")
  }

  /// A name is told as it is written: what is S3's has no prefix.
  @Test("is taken in element by element")
  func elements() throws {
    let body = "<a xmlns=\"urn:x\" xmlns:p=\"urn:y\"><p:b>1</p:b><c><d q='2'/>3</c></a>"
    #expect(try Elements(body).ended == ["a/p:b=1", "a/c/d=", "a/c=3", "a="])
  }

  @Test(
    "is refused where it is no XML, with the place",
    arguments: [
      ("", 1, 1), ("<a>\n<b></a>", 2, 6), ("<a>&c;</a>", 1, 4), ("<a/><b/>", 1, 5), ("<a", 1, 1),
      ("<a>\u{1}</a>", 1, 4), ("<a b='1' b='2'/>", 1, 10), ("<a>\u{FFFF}</a>", 1, 4),
    ])
  func faulty(_ body: String, _ line: Int, _ column: Int) {
    #expect(throws: XMLProblem("it is no XML (line \(line), column \(column))")) { try Elements(body) }
  }

  /// Expat tells of the end of an empty element even when it was stopped at its beginning.
  @Test("is read no further than where it was refused")
  func stopped() throws {
    var answer = Refusing()
    #expect(throws: XMLProblem("no b")) { try answer.read(Array("<a><b/><c>1</c></a>".utf8)) }
    #expect(answer.told == ["begin a", "begin b"])
  }

  /// Each is UTF-8 as well, in which no document type shows.
  @Test("is refused in another encoding")
  func encoded() {
    let entity = "<!DOCTYPE Error [<!ENTITY c \"AccessDenied\">]><Error><Code>&c;</Code></Error>"
    let wide = Array("<?xml version=\"1.0\"?>\(entity)".utf8).flatMap { (byte: UInt8) -> [UInt8] in [byte, 0] }
    let seven = "<?xml version=\"1.0\" encoding=\"UTF-7\"?>" + entity.replacing("<", with: "+ADw-")
    #expect(S3ErrorAnswer(wide).code.isEmpty)
    #expect(S3ErrorAnswer(Array(seven.utf8)).code.isEmpty)
    #expect(throws: XMLProblem("it is not UTF-8")) { try ListObjectsAnswer(wide, bucket: "audit") }
  }
}

/// All elements of an answer, each when it ends.
private struct Elements: XMLAnswer {
  private(set) var ended: [String] = []

  @discardableResult
  init(_ body: String) throws(XMLProblem) {
    try read(Array(body.utf8))
  }

  mutating func end(_ path: [String], text: String) {
    ended.append("\(path.joined(separator: "/"))=\(text)")
  }
}

/// What wants no `b`.
private struct Refusing: XMLAnswer {
  private(set) var told: [String] = []

  mutating func begin(_ path: [String]) throws(XMLProblem) {
    told.append("begin \(path.last ?? "")")
    if path.last == "b" { throw XMLProblem("no b") }
  }

  mutating func end(_ path: [String], text: String) {
    told.append("end \(path.last ?? "")")
  }
}
