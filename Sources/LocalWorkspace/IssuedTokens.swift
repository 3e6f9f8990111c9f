import Foundation
import Synchronization

/// The tokens that the token endpoint gave out, each with the time at which it expires.
final class IssuedTokens: Sendable {
  enum State {
    case valid, expired, unknown
  }

  /// How long an expired token is still told from an unknown one, in seconds.
  private static let remembered = 24 * 60 * 60

  private let expiries = Mutex<[String: Int]>([:])

  /// A new token.
  ///
  /// - Parameters:
  ///   - lifetime: For how many seconds it is valid.
  ///   - now: The service's time in seconds since 1970.
  /// - Returns: 256 random bits in text that fits into a header.
  func issue(lifetime: Int, now: Int) -> String {
    // The system's generator is cryptographically secure on Linux: it reads getrandom(2).
    var generator = SystemRandomNumberGenerator()
    let bits = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    let token = bits.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    expiries.withLock { expiries in
      expiries = expiries.filter { $0.value > now - Self.remembered }
      expiries[token] = now + lifetime
    }
    return token
  }

  /// What is known of a token.
  func state(of token: String, now: Int) -> State {
    switch expiries.withLock({ $0[token] }) {
    case .some(let expiry) where now < expiry: .valid
    case .some: .expired
    case nil: .unknown
    }
  }
}
