import Foundation

/// A folder of a test's own, removed when the last reference to it goes.
public final class TemporaryFolder: Sendable {
  public let path: String

  /// Makes an empty folder that only this user can read.
  public init() throws {
    var template = Array("\(NSTemporaryDirectory())/logship-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of a file in the folder, written with these contents.
  public func write(_ name: String, _ contents: some DataProtocol) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(contents).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// The path of a file in the folder, written with this text.
  public func write(_ name: String, text: String) throws -> String {
    try write(name, Data(text.utf8))
  }
}
