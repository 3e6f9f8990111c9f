#if canImport(Glibc)
  import Glibc
#endif

/// A regular file in a folder of the state folder.
struct FolderFile {
  let name: String
  let bytes: Int
  /// Seconds since 1970.
  let modified: Int

  /// The regular files in a folder, by name; none where there is no folder.
  static func list(_ folder: String) throws(StateError) -> [FolderFile] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw StateError("read the folder", folder, errno: errno)
    }
    defer { closedir(stream) }
    var files: [FolderFile] = []
    while true {
      // readdir tells its end from a fault by errno alone.
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      var status = stat()
      guard fstatat(dirfd(stream), name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      files.append(FolderFile(name: name, bytes: Int(status.st_size), modified: status.st_mtim.tv_sec))
    }
    if errno != 0 { throw StateError("read the folder", folder, errno: errno) }
    return files.sorted { $0.name < $1.name }
  }
}
