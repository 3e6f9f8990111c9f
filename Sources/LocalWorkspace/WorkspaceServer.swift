import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A stand-in for the service's ingestion APIs on this machine's loopback address.
///
/// It answers as the documentation says that the service does, keeps what it accepts in an SQLite database
/// (`RecordStore` tells its tables), and can be told to fail. What is accepted is committed to the database before.
public final class WorkspaceServer: Sendable {
  /// How a workspace is set up.
  public struct Options: Sendable {
    /// The workspace that the Data Collector API writes to.
    public struct DataCollector: Sendable {
      public var workspaceID: String
      public var key: SharedKey

      public init(workspaceID: String, key: SharedKey) {
        self.workspaceID = workspaceID
        self.key = key
      }
    }

    public var databasePath: String
    /// How the Data Collector API is taken; nil to take it not.
    public var dataCollector: DataCollector?
    /// How the Logs Ingestion API is taken; nil to take it not.
    public var logsIngestion: LogsIngestionOptions?
    /// The port on 127.0.0.1; 0 for any that is free.
    public var port = 0
    public var faults = FaultPlan()
    public var oversizedBody = OversizedBody.close

    public init(databasePath: String) {
      self.databasePath = databasePath
    }

    fileprivate var endpoints: [any Endpoint] {
      var endpoints: [any Endpoint] = logsIngestion?.endpoints ?? []
      if let dataCollector {
        endpoints.append(DataCollectorEndpoint(workspaceID: dataCollector.workspaceID, key: dataCollector.key))
      }
      return endpoints
    }
  }

  /// The port on 127.0.0.1 that it listens on.
  public let port: Int

  private let workspace: Workspace
  private let store: RecordStore
  private let group: MultiThreadedEventLoopGroup
  private let workers: NIOThreadPool
  private let listener: any Channel
  private let isStopped = Mutex(false)

  /// Opens the database and begins to listen.
  ///
  /// - Parameters:
  ///   - options: How it is set up.
  ///   - report: Takes a line for each request and what the service tells nobody; it is called on several threads.
  /// - Throws: What the database or the port refuses.
  public init(
    _ options: Options, report: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(StartError) {
    do {
      store = try RecordStore(path: options.databasePath)
    } catch {
      throw .database(path: options.databasePath, reason: "\(error)")
    }
    let workspace = Workspace(
      endpoints: options.endpoints, store: store, faults: options.faults, oversized: options.oversizedBody,
      report: report)
    let workers = NIOThreadPool(numberOfThreads: 2)
    self.workspace = workspace
    self.workers = workers
    workers.start()
    group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    do {
      listener = try ServerBootstrap(group: group)
        .serverChannelOption(.backlog, value: 256)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(ConnectionHandler(workspace: workspace, workers: workers))
          }
        }
        .bind(host: "127.0.0.1", port: options.port).wait()
    } catch {
      // Why it did not start is what is told.
      try? workers.syncShutdownGracefully()
      try? group.syncShutdownGracefully()
      try? store.close()
      throw .port(options.port, reason: "\(error)")
    }
    port = listener.localAddress?.port ?? options.port
  }

  /// The address that a client sends to, without the path.
  public var endpoint: String { "http://127.0.0.1:\(port)" }

  /// Stops listening, ends every connection and closes the database; a second call only tells the summary.
  ///
  /// - Returns: What it did from its start.
  @discardableResult
  public func stop() throws -> WorkspaceSummary {
    try isStopped.withLock { isStopped in
      guard !isStopped else { return }
      // A future on a loop that has ended is never fulfilled, so nothing of this may be done twice.
      isStopped = true
      try? listener.close().wait()
      try workers.syncShutdownGracefully()
      try group.syncShutdownGracefully()
      try store.close()
    }
    return workspace.summary
  }
}
