#if canImport(Glibc)
  import Glibc
#endif

/// A descriptor of this room: closed with its owner, never passed on to programs that are started.
struct OpenFile: ~Copyable {
  let path: String
  let descriptor: Int32

  /// Opens a file, where a link in its place is not followed, or a folder; one that is made is for its owner alone.
  ///
  /// - Parameters:
  ///   - path: Where.
  ///   - flags: As of open(2).
  ///   - action: What messages say is tried.
  /// - Throws: In the system's words.
  init(_ path: String, _ flags: Int32, action: String) throws(StateError) {
    let follow = flags & O_DIRECTORY == 0 ? O_NOFOLLOW : 0
    let descriptor = open(path, flags | O_CLOEXEC | follow, 0o600)
    guard descriptor >= 0 else { throw StateError(action, path, errno: errno) }
    self.path = path
    self.descriptor = descriptor
  }

  /// Takes over a descriptor of a file that is open.
  init(_ path: String, opened descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    Glibc.close(descriptor)
  }

  /// Writes all bytes at the file's position.
  func write(_ bytes: UnsafeRawBufferPointer) throws(StateError) {
    var done = 0
    while done < bytes.count {
      let result = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if result > 0 {
        done += result
      } else if result == 0 {
        throw StateError("write", path, errno: ENOSPC)
      } else if errno != EINTR {
        throw StateError("write", path, errno: errno)
      }
    }
  }

  /// Writes a text at the file's position.
  func write(_ text: String) throws(StateError) {
    try write(Array(text.utf8))
  }

  /// Writes all bytes at the file's position.
  func write(_ bytes: [UInt8]) throws(StateError) {
    let failure: StateError? = bytes.withUnsafeBytes { bytes in
      do throws(StateError) {
        try write(bytes)
        return nil
      } catch { return error }
    }
    if let failure { throw failure }
  }

  /// Reads at an offset until the room is full or the file ends.
  ///
  /// - Returns: How many bytes there were.
  func read(into room: UnsafeMutableRawBufferPointer, at offset: Int) throws(StateError) -> Int {
    var done = 0
    while done < room.count {
      let result = pread(descriptor, room.baseAddress?.advanced(by: done), room.count - done, off_t(offset + done))
      if result == 0 { break }
      if result > 0 {
        done += result
      } else if errno != EINTR {
        throw StateError("read", path, errno: errno)
      }
    }
    return done
  }

  /// Takes away what is behind a size.
  func cut(to size: Int) throws(StateError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw StateError("write", path, errno: errno) }
  }

  /// The first bytes of the file, as many as there are up to a number.
  func bytes(_ most: Int) throws(StateError) -> [UInt8] {
    var failure: StateError?
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { room, count in
      do throws(StateError) {
        count = try read(into: UnsafeMutableRawBufferPointer(start: room.baseAddress, count: most), at: 0)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// What is known of the file.
  func status() throws(StateError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw StateError("read", path, errno: errno) }
    return status
  }

  /// Brings what was written to disk.
  func sync() throws(StateError) {
    while fsync(descriptor) != 0 {
      guard errno == EINTR else { throw StateError("write", path, errno: errno) }
    }
  }

  /// Brings the names in a folder to disk: a file that was made or renamed is found after a power cut only then.
  static func syncFolder(_ path: String) throws(StateError) {
    try OpenFile(path, O_RDONLY | O_DIRECTORY, action: "open the folder").sync()
  }
}
