import Foundation

/// nginx with TLS on a port of its own, in a folder of its own.
public final class NginxServer: Sendable {
  public let port: Int
  private let process: ServerProcess
  private let folder: TemporaryFolder

  /// The address, `https://localhost:PORT`.
  public var url: String { "https://localhost:\(port)" }
  /// The folder whose files are served.
  public var root: String { "\(folder.path)/root" }

  /// Starts a server.
  ///
  /// - Parameters:
  ///   - authority: Whose certificate and key it shows.
  ///   - protocols: The versions of TLS that it speaks, as nginx names them.
  ///   - directives: More lines for its `server` block; `location /` serves the folder `root` unless given here.
  /// - Throws: `ServerFailure` when it does not start.
  public init(
    _ authority: TestAuthority, protocols: String = "TLSv1.2 TLSv1.3", directives: String = "location / {}"
  ) throws {
    // nginx cannot say which port it got, so one that was free a moment ago may be gone: try again with another.
    var failure: any Error = ServerFailure(description: "no free port")
    for _ in 0..<5 {
      do {
        let port = try Self.freePort()
        let folder = try TemporaryFolder()
        _ = try folder.write("root/hello.txt", text: "hello\n")
        let configuration = try folder.write(
          "nginx.conf", text: Self.configuration(folder, port, authority, protocols, directives))
        process = try Self.start(folder, configuration, port)
        self.port = port
        self.folder = folder
        return
      } catch {
        failure = error
      }
    }
    throw failure
  }

  deinit {
    process.stop()
  }

  private static func start(_ folder: TemporaryFolder, _ configuration: String, _ port: Int) throws -> ServerProcess {
    // The shell ends nginx when its own input ends, whatever became of us.
    let script = """
      nginx=$(command -v nginx || echo /usr/sbin/nginx)
      "$nginx" -p "$0" -c "$1" -e stderr </dev/null 2>/dev/null & read _; kill $!; wait
      """
    let process = try ServerProcess("/bin/sh", ["-c", script, folder.path, configuration])
    for _ in 0..<500 {
      if isListening(port, pidFile: "\(folder.path)/nginx.pid") { return process }
      usleep(10_000)
    }
    process.stop()
    throw ServerFailure(description: "nginx does not listen on port \(port)")
  }

  private static func configuration(
    _ folder: TemporaryFolder, _ port: Int, _ authority: TestAuthority, _ protocols: String, _ directives: String
  ) -> String {
    """
    daemon off; master_process off; pid \(folder.path)/nginx.pid; error_log stderr;
    events { worker_connections 64; }
    http {
      access_log off; client_max_body_size 64m; client_body_temp_path \(folder.path)/body;
      proxy_temp_path \(folder.path)/proxy; fastcgi_temp_path \(folder.path)/fastcgi;
      uwsgi_temp_path \(folder.path)/uwsgi; scgi_temp_path \(folder.path)/scgi;
      server {
        listen 127.0.0.1:\(port) ssl; root \(folder.path)/root;
        ssl_certificate \(authority.certificate); ssl_certificate_key \(authority.key);
        ssl_protocols \(protocols); ssl_ciphers "DEFAULT:@SECLEVEL=0";
        \(directives)
      }
    }
    """
  }

  private static func isListening(_ port: Int, pidFile: String) -> Bool {
    // The file is written only after nginx has bound its port, so a stranger on that port does not count.
    guard FileManager.default.fileExists(atPath: pidFile) else { return false }
    return (try? withSocket { connect($0, port) == 0 }) ?? false
  }

  /// A port that nobody uses at this moment.
  public static func freePort() throws -> Int {
    try withSocket { socket in
      guard bind(socket, 0) == 0 else { throw ServerFailure(description: "no free port") }
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      _ = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
      }
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }

  private static func withSocket<Result>(_ use: (Int32) throws -> Result) throws -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ServerFailure(description: "no socket") }
    defer { close(descriptor) }
    return try use(descriptor)
  }

  private static func bind(_ socket: Int32, _ port: Int) -> Int32 {
    withAddress(port) { Foundation.bind(socket, $0, $1) }
  }

  private static func connect(_ socket: Int32, _ port: Int) -> Int32 {
    withAddress(port) { Foundation.connect(socket, $0, $1) }
  }

  private static func withAddress(_ port: Int, _ use: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        use($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
