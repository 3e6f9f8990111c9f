import NIOCore
import NIOHTTP1
import NIOPosix

/// Carries one connection's requests to the workspace and its replies back, or breaks the connection.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let workspace: Workspace
  private let workers: NIOThreadPool
  private var exchange: Exchange?
  /// Set once the connection is to be broken or left without an answer.
  private var isOver = false

  init(workspace: Workspace, workers: NIOThreadPool) {
    self.workspace = workspace
    self.workers = workers
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      exchange = workspace.begin(head)
    case .body(var part):
      exchange?.receive(&part)
      breakOffIfTold(context)
    case .end:
      guard let exchange else { return }
      self.exchange = nil
      handle(exchange, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    isOver = true
    context.close(promise: nil)
  }

  /// Applies the faults that strike while the body is on its way.
  private func breakOffIfTold(_ context: ChannelHandlerContext) {
    guard let exchange else { return }
    let fault: String
    let resets: Bool
    if let decisive = exchange.faults.decisive, decisive.fault == .reset(.midBody) {
      (fault, resets) = (decisive.text, true)
    } else if let decisive = exchange.faults.decisive, decisive.fault == .stall(.midBody) {
      (fault, resets) = (decisive.text, false)
    } else if let limit = exchange.faults.bodyLimit, exchange.size > limit.bytes {
      (fault, resets) = (limit.text, true)
    } else {
      return
    }
    isOver = true
    self.exchange = nil
    // Without reading the client's window fills, and a reset cuts its writing short.
    context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
    let workspace = self.workspace
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    workers.runIfActive(eventLoop: context.eventLoop) {
      workspace.breakOff(exchange, fault: fault)
    }.whenComplete { _ in
      guard resets else { return }
      let (handler, context) = bound.value
      handler.reset(context)
    }
  }

  private func handle(_ exchange: Exchange, _ context: ChannelHandlerContext) {
    let workspace = self.workspace
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    workers.runIfActive(eventLoop: context.eventLoop) {
      workspace.handle(exchange)
    }.whenComplete { result in
      let (handler, context) = bound.value
      switch result {
      case .success(let reply): handler.carryOut(reply, keepAlive: exchange.head.isKeepAlive, context)
      case .failure: context.close(promise: nil)
      }
    }
  }

  private func carryOut(_ reply: Workspace.Reply, keepAlive: Bool, _ context: ChannelHandlerContext) {
    switch reply {
    case .answer(let status, var headers, let body):
      if !keepAlive { headers.add(name: "Connection", value: "close") }
      let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      if !body.isEmpty {
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
      }
      let written = context.eventLoop.makePromise(of: Void.self)
      if !keepAlive {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in bound.value.close(promise: nil) }
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    case .close:
      isOver = true
      context.close(promise: nil)
    case .reset:
      isOver = true
      reset(context)
    case .silence:
      isOver = true
    }
  }

  /// Closes with RST instead of FIN: what lingering for no time at all means to the kernel.
  private func reset(_ context: ChannelHandlerContext) {
    guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
  }
}
