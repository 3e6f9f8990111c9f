import Testing

@Suite struct S3DenialTests {
  @Test(.disabled("not built yet")) func aDenialOfTheKeyNamesIt() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aNamedObjectMayAlsoNotExist() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aClockThatIsOffIsToldOverTheWire() {
    Issue.record("not built yet")
  }
}
