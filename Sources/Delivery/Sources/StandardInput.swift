#if canImport(Glibc)
  import Glibc
#endif

/// Standard input, read once to its end.
final class StandardInput: Source {
  let name = "standard input"
  let skipped: [String: Int] = [:]
  private(set) var objectCount = 0
  private let stop: RunStop

  init(stop: RunStop) {
    self.stop = stop
  }

  func next() throws(SourceError) -> SourceObject? {
    guard objectCount == 0 else { return nil }
    objectCount = 1
    return SourceObject(name: "stdin") { [stop] () throws(SourceError) in
      .open(
        OpenObject(
          stream: DescriptorStream(
            descriptor: STDIN_FILENO, name: "standard input", closes: false,
            stop: RegularFile.isOne(STDIN_FILENO) ? nil : stop)))
    }
  }
}
