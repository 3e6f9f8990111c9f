import Testing

@Suite struct S3VersionTests {
  @Test(.disabled("not built yet")) func aVersionIsPartOfAnAddress() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aVersionIsReadFromMoto() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aRefusedVersionNamesItsOwnPermission() {
    Issue.record("not built yet")
  }
}
