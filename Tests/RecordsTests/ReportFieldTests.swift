import Testing

@testable import Records

@Suite("A field of a report")
struct ReportFieldTests {
  @Test("is found by its name in any case", arguments: ReportField.allCases)
  func byName(_ field: ReportField) {
    for name in ["\(field.inputName)", "\(field.inputName)".uppercased(), "\(field.inputName)".lowercased()] {
      let bytes = Array(name.utf8)
      bytes.withUnsafeBytes { #expect(ReportField.named(ByteSlice($0)) == field) }
    }
  }

  @Test("is not found by another name", arguments: ["", "use", "userx", "Regions", "loggeddat\u{E9}", "AccessKeyIx"])
  func byAnother(_ name: String) {
    let bytes = Array(name.utf8)
    bytes.withUnsafeBytes { #expect(ReportField.named(ByteSlice($0)) == nil) }
  }
}
