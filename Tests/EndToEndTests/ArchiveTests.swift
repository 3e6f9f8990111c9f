import Testing

@Suite struct ArchiveTests {
  @Test(.disabled("not built yet")) func archivedObjectsArePassedOverAndCountedByClass() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aSourceThatNamesAnArchivedObjectEndsIn66() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func failOnArchivedEndsIn66() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func aRestoredObjectIsShippedByTheNextRun() {
    Issue.record("not built yet")
  }

  @Test(.disabled("not built yet")) func anArchiveTierThatAGETMeetsCountsAsArchived() {
    Issue.record("not built yet")
  }
}
