import Support
import Testing

@testable import AWS

@Suite struct IniFileTests {
  static let fixture = Fixture.load("ini.json", as: IniFiles.self)

  @Test(arguments: fixture.good)
  func readsWhatBotocoreReads(_ entry: IniFiles.Good) throws {
    #expect(try IniFile(entry.text).sections == entry.sections)
  }

  @Test(arguments: fixture.good)
  func findsTheProfilesThatBotocoreFinds(_ entry: IniFiles.Good) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(".aws/config", text: entry.text)
    let files = SharedConfiguration(environment: [:], home: folder.path)
    for (name, region) in entry.regions {
      #expect(try files.profile(name)?.region == region)
    }
    for name in ["absent", "\"half", "s", "profile", "default", "tab", "two"] where entry.regions[name] == nil {
      #expect(try files.profile(name)?.region == nil)
    }
  }

  @Test(arguments: fixture.broken)
  func refusesWhatBotocoreRefuses(_ text: String) {
    #expect(throws: IniFile.Malformed.self) { try IniFile(text) }
  }

  @Test func theErrorNamesTheLineAndNotItsText() {
    #expect(throws: IniFile.Malformed(line: 3, reason: "is neither a [section] nor name = value")) {
      try IniFile("[default]\n\nwJalrXUtnFEMI\n")
    }
  }

  @Test func theLaterOfTwoWins() throws {
    let file = try IniFile("[a]\nregion = one\nregion = two\n[b]\nx = 1\n[a]\nregion = three\nother = 4\n")
    #expect(file.sections == ["a": ["region": "three", "other": "4"], "b": ["x": "1"]])
  }

  @Test func aByteOrderMarkIsNoPartOfTheFirstSection() throws {
    #expect(try IniFile("\u{FEFF}[default]\nregion = x\n").sections == ["default": ["region": "x"]])
  }

  @Test func aBlockThatIsIndentedGivesTheProfileNoValuesOfItsOwn() throws {
    let file = try IniFile("[default]\ns3 =\n  region = nested\n  max = 20\nregion = own\n")
    #expect(file.sections == ["default": ["s3": "\nregion = nested\nmax = 20", "region": "own"]])
  }
}
