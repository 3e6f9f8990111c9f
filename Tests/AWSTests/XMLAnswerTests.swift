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

  /// Foundation's parser reads a null pointer at those without data.
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
      try ListObjectsAnswer(Array(body.utf8), bucket: "audit")
    }
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
