import NIOCore
import NIOHTTP1

/// One request while it arrives.
struct Exchange: Sendable {
  let head: HTTPRequestHead
  /// Which POST of a batch in this run it is, from 1; nil for all other requests.
  let number: Int?
  let faults: ActiveFaults
  /// The API that it is for, or nil for a path of none.
  let endpoint: (any Endpoint)?
  private(set) var body = ByteBuffer()
  /// The bytes of the body that came, also those that were not kept.
  private(set) var received = 0

  init(head: HTTPRequestHead, number: Int?, faults: ActiveFaults, endpoint: (any Endpoint)?) {
    self.head = head
    self.number = number
    self.faults = faults
    self.endpoint = endpoint
  }

  /// The bytes that the client announced, as far as it did.
  var announced: Int {
    head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
  }

  /// The bytes of the body, announced or come.
  var size: Int { max(announced, received) }

  var isOversized: Bool {
    size > endpoint?.bodyLimit ?? DocumentedLimits.bodyBytes
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
