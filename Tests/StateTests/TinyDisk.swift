import Foundation
import Support

/// A file system in memory of a few pages, at a folder of a test's own; only root may make one.
final class TinyDisk {
  /// Why a test that needs one is skipped.
  static let reason: String = "mounting a small tmpfs is not permitted here, so no disk can be full or read-only"

  static let isPossible: Bool = {
    do {
      _ = try TinyDisk(kilobytes: 64)
      return true
    } catch { return false }
  }()

  let path: String
  private let folder: TemporaryFolder

  init(kilobytes: Int) throws {
    folder = try TemporaryFolder()
    path = folder.path
    try mount(flags: 0, kilobytes)
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
  }

  func resize(kilobytes: Int) throws {
    try mount(flags: UInt(MS_REMOUNT), kilobytes)
  }

  func makeReadOnly(kilobytes: Int) throws {
    try mount(flags: UInt(MS_REMOUNT) | UInt(MS_RDONLY), kilobytes)
  }

  private func mount(flags: UInt, _ kilobytes: Int) throws {
    guard Glibc.mount("tmpfs", path, "tmpfs", flags, "size=\(kilobytes)k,mode=0700") == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }
}
