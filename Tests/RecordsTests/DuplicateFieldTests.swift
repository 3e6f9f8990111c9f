import Testing

@testable import Records

@Suite("A field that a record has twice")
struct DuplicateFieldTests {
  @Test(
    "is a reject where the field is one of a report",
    arguments: [
      ("loggedDate", #""loggedDate":"2026-11-22""#), ("user", #""user":"bob""#), ("user", #""user":null"#),
      ("user", #""USER":"ann""#), ("user", #""\u0075ser":"ann""#), ("user", #""user":1"#), ("user", #""user":"N/A""#),
    ])
  func known(_ name: String, _ member: String) throws {
    let text = #"{"loggedDate":"2026-11-21","user":"ann",\#(member)}"#
    #expect(try rejection(of: text) == .fieldTwice(name: name))
  }

  @Test("is a reject whichever of the two is absent", arguments: ["null", #""""#, #""N/A""#])
  func absentFirst(_ value: String) throws {
    let text = #"{"loggedDate":"2026-11-21","user":\#(value),"user":"ann"}"#
    #expect(try rejection(of: text) == .fieldTwice(name: "user"))
  }

  @Test("is nothing to mind where unknown fields are left out")
  func unknownLeftOut() throws {
    let text = #"{"loggedDate":"2026-11-21","user":"ann","x":1,"x":2}"#
    #expect(try columns(of: text)["UserName"] as? String == "ann")
  }

  @Test("is a reject where unknown fields are kept")
  func unknownKept() throws {
    let text = #"{"loggedDate":"2026-11-21","user":"ann","x":1,"x":2}"#
    #expect(try rejection(of: text, options: options(keepsUnknownFields: true)) == .fieldTwice(name: "x"))
  }
}
