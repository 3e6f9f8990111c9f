import Foundation

/// `rclone serve s3` over a folder of the test's own, which checks every signature.
///
/// The binary is `$LOGSHIP_TEST_RCLONE`, else `rclone` in `PATH`.
public final class RcloneServer: Sendable {
  private struct Ready: Decodable {
    let port: Int
  }

  public let url: String
  public let accessKeyId = "AKIARCLONEEXAMPLE"
  public let secretAccessKey = "rclone/secret+example"
  /// Its folders are the buckets, their files the objects.
  public let folder: TemporaryFolder
  private let server: CommandServer

  /// Starts rclone with one bucket.
  public init(bucket: String) throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: "\(folder.path)/\(bucket)", withIntermediateDirectories: false)
    server = try CommandServer("rclone-server.py", [folder.path, accessKeyId, secretAccessKey])
    url = "http://127.0.0.1:\(try JSONDecoder().decode(Ready.self, from: server.ready).port)"
  }
}
