import Glibc

/// The file descriptors that the process may still take.
package enum Descriptors {
  /// What a connection needs at one time (its socket, a file of certificates, and what looks up a name), or a database.
  private static let enough = 4

  /// True where so few are left that something cannot be opened; some are taken for a moment to find out.
  ///
  /// For libraries that do not tell why they could not open what they needed.
  package static var areScarce: Bool {
    var taken: [Int32] = []
    defer { for descriptor in taken { close(descriptor) } }
    while taken.count < enough {
      let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return [EMFILE, ENFILE].contains(errno) }
      taken.append(descriptor)
    }
    return false
  }
}
