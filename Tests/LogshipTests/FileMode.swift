import Glibc

struct SystemCallFailed: Error {
  let code: Int32
}

/// Sets who may read a file.
func setMode(_ mode: mode_t, _ path: String) throws {
  guard chmod(path, mode) == 0 else { throw SystemCallFailed(code: errno) }
}
