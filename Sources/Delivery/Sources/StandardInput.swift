#if canImport(Glibc)
  import Glibc
#endif

/// Standard input, read once to its end.
final class StandardInput: Source {
  let name = "standard input"
  let skipped: [String: Int] = [:]
  private(set) var objectCount = 0

  func next() throws(SourceError) -> SourceObject? {
    guard objectCount == 0 else { return nil }
    objectCount = 1
    return SourceObject(name: "stdin") { () throws(SourceError) in
      DescriptorStream(descriptor: STDIN_FILENO, name: "standard input", closes: false)
    }
  }
}
