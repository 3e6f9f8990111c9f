import Digest
import FoundationEssentials

/// The token in an answer of Entra ID, or of who hands Entra's tokens out to one machine.
struct TokenAnswer: Decodable {
  /// Nobody takes a longer header.
  private static let mostBytes = 64 << 10
  private static let longestLife: Int64 = 366 * 86_400

  private let access_token: String?
  private let expires_in: Number?
  private let expires_on: Number?
  private let refresh_in: Number?
  /// Whose token it is, where Azure Arc tells.
  let client_id: String?

  /// Nil for what is not JSON.
  init?(_ body: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(body)) else { return nil }
    self = answer
  }

  /// The token.
  ///
  /// - Parameter now: When it was asked for, in seconds since 1970.
  /// - Returns: Nil where there is none that a header can carry, or where it does not tell a usable end. As
  ///   azure-identity has it, a token of two hours and more is replaced at half of its time unless it says when.
  func token(now: Int64) -> AccessToken? {
    guard let access_token, (1...Self.mostBytes).contains(access_token.utf8.count),
      access_token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let life = expires_in?.value ?? expires_on.map({ $0.value.subtractingReportingOverflow(now).partialValue }),
      (1...Self.longestLife).contains(life)
    else { return nil }
    let refresh = refresh_in.map(\.value) ?? (life >= 7200 ? life / 2 : nil)
    return AccessToken(
      value: Secret(access_token), expires: now + life,
      refresh: refresh.flatMap { (1..<life).contains($0) ? now + $0 : nil })
  }

  /// A number, which some write as a text.
  private struct Number: Decodable {
    let value: Int64

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int64.self) {
        value = number
        return
      }
      let text = try container.decode(String.self)
      guard let number = Int64(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
      }
      value = number
    }
  }
}
