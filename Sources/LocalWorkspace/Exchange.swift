import NIOCore
import NIOHTTP1

/// One request while it arrives.
struct Exchange: Sendable {
  let head: HTTPRequestHead
  /// Which POST of this run it is, from 1; nil for other methods.
  let number: Int?
  let faults: ActiveFaults
  /// The most bytes that its body may have.
  let limit: Int
  private(set) var body = ByteBuffer()
  /// The bytes of the body that came, also those that were not kept.
  private(set) var received = 0

  init(head: HTTPRequestHead, number: Int?, faults: ActiveFaults, limit: Int) {
    self.head = head
    self.number = number
    self.faults = faults
    self.limit = limit
  }

  /// The bytes that the client announced, as far as it did.
  var announced: Int {
    head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
  }

  var isOversized: Bool {
    max(announced, received) > limit
  }

  var request: ReceivedRequest {
    ReceivedRequest(head: head, body: body)
  }

  /// Takes in a part of the body; what is over the limit is counted and thrown away.
  mutating func receive(_ part: inout ByteBuffer) {
    received += part.readableBytes
    if isOversized {
      body = ByteBuffer()
    } else {
      body.writeBuffer(&part)
    }
  }
}
