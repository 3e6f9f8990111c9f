import Dispatch
import Foundation

/// Waits for SIGINT or SIGTERM in place of being ended by them.
struct TerminationSignals {
  private let arrived = DispatchSemaphore(value: 0)
  private let sources: [any DispatchSourceSignal]

  init() {
    let arrived = self.arrived
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { arrived.signal() }
      source.resume()
      return source
    }
  }

  func wait() {
    withExtendedLifetime(sources) { arrived.wait() }
  }
}
