extension ShipmentOptions {
  /// What is remembered, by destination; empty where the run leaves it alone.
  var books: [Bookkeeping] {
    guard case .destinations(let routes) = target else { return [] }
    let books = routes.compactMap(\.bookkeeping)
    // What an object is to each is kept in this order.
    assert(books.isEmpty || books.count == routes.count)
    return books
  }

  /// The reject file as a source.
  var mended: [SourceLocation] { rejectFile.map { [$0 == "-" ? .standardInput : .path($0)] } ?? [] }

  /// True where nothing but the spool is sent.
  var sendsSpoolAlone: Bool { sources.isEmpty && rejectFile == nil }

  /// True where all that is read has to be sent or spooled, since no later run reads it again.
  ///
  /// So it is with a reject file: no ledger knows which of its records were shipped.
  var readsOnlyOnce: Bool { !sendsSpoolAlone && sources.allSatisfy { RegularFile.isStream($0) } }
}
