import Testing

@Suite struct S3ConditionTests {
  @Test(.disabled("not built yet")) func everyRequestSaysThatTheRequesterPays() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func everyRequestNamesTheExpectedOwner() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aRefusalNamesTheExpectedOwner() {
    Issue.record("not built yet")
  }
}
