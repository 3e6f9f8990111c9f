#if canImport(Glibc)
  import Glibc
#endif

/// The files of a folder and of the folders in it, in the order of their names.
///
/// Links are followed, a folder is entered once however many links lead to it. What cannot be listed is told and does
/// not stop the rest.
final class FolderSource: Source {
  private struct Folder: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }

    init?(at path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      self.init(status)
    }
  }

  /// A name as the system has it, with its terminating zero, and as it is shown.
  private struct Path {
    let bytes: [CChar]
    let shown: String
    /// Relative to the source, for the filter.
    let relative: String
  }

  let name: String
  private(set) var skipped: [String: Int] = [:]
  private(set) var objectCount = 0
  private let filter: NameFilter
  private let files: LocalFiles
  /// The state folder, to which reading would add what it reads; nil where there is none.
  private let state: Folder?
  private let report: (Problem) -> Void
  /// What is still to be looked at, the next one last.
  private var waiting: [Path]
  private var entered: Set<Folder> = []

  /// Names a folder.
  ///
  /// - Parameters:
  ///   - path: As given.
  ///   - filter: Which files are read.
  ///   - files: Opens what is found.
  ///   - state: The state folder, which is passed over where it lies within.
  ///   - report: Is told of what cannot be listed.
  init(path: String, filter: NameFilter, files: LocalFiles, state: String?, report: @escaping (Problem) -> Void) {
    self.files = files
    name = path
    self.filter = filter
    self.report = report
    self.state = state.flatMap { Folder(at: $0) }
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    waiting = [Path(bytes: Array(trimmed.utf8CString), shown: trimmed, relative: "")]
  }

  func next() throws(SourceError) -> SourceObject? {
    while let path = waiting.popLast() {
      var status = stat()
      guard stat(path.bytes, &status) == 0 else {
        if errno == ENOENT {
          // A link to nothing, or a file that was taken away meanwhile.
          skip("vanished")
        } else {
          report(Problem(.source, "cannot read \(path.shown): \(String(cString: strerror(errno)))"))
        }
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        let folder = Folder(status)
        if folder == state, !path.relative.isEmpty {
          skip("stateFolder")
          continue
        }
        if entered.insert(folder).inserted { list(path) }
      case S_IFREG where filter.admits(path.relative, allowsNoExtension: false):
        objectCount += 1
        return files.object(path: path.bytes, name: path.shown)
      case S_IFREG: skip("otherFiles")
      default: skip("noRegularFile")
      }
    }
    return nil
  }

  private func skip(_ reason: String) {
    skipped[reason, default: 0] += 1
  }

  private func list(_ folder: Path) {
    guard let stream = opendir(folder.bytes) else {
      report(
        Problem(.source, "cannot list the folder \(folder.shown): \(String(cString: strerror(errno)))"))
      return
    }
    defer { closedir(stream) }
    var found: [(bytes: [CChar], shown: String)] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let bytes = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          Array(UnsafeBufferPointer(start: $0, count: strlen($0)))
        }
      }
      let shown = String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard shown != ".", shown != ".." else { continue }
      if NameFilter.isHiddenOrTemporary(shown[...]) {
        skip("hiddenOrTemporary")
      } else {
        found.append((bytes, shown))
      }
    }
    if errno != 0 {
      report(Problem(.source, "the folder \(folder.shown) was listed in part: \(String(cString: strerror(errno)))"))
    }
    // The last is looked at first.
    for child in found.sorted(by: { $0.shown > $1.shown }) {
      waiting.append(
        Path(
          bytes: folder.bytes.dropLast() + [CChar(bitPattern: UInt8(ascii: "/"))] + child.bytes + [0],
          shown: "\(folder.shown)/\(child.shown)",
          relative: folder.relative.isEmpty ? child.shown : "\(folder.relative)/\(child.shown)"))
    }
  }
}
