/// One file, whatever its name; a FIFO or `/dev/fd/N` is read as the stream that it is.
final class FileSource: Source {
  let name: String
  private(set) var skipped: [String: Int] = [:]
  private(set) var objectCount = 0
  private let files: LocalFiles

  init(path: String, files: LocalFiles) {
    name = path
    self.files = files
  }

  func next() throws(SourceError) -> SourceObject? {
    guard objectCount == 0 else { return nil }
    objectCount = 1
    return files.object(path: Array(name.utf8CString), name: name)
  }
}
