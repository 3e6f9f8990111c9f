import Records

/// What a fuzzer made up: a head that tells how to read, and the bytes to read.
public struct FuzzInput {
  /// One byte of flags, two that say where the first piece ends, and one for how long the other pieces are.
  private static let headBytes = 4

  /// What is read.
  public let bytes: UnsafeRawBufferPointer
  private let flags: UInt8
  private let firstPiece: Int
  private let laterPieces: Int

  /// - Returns: nil where the input is shorter than its head.
  public init?(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    guard let start, count >= FuzzInput.headBytes else { return nil }
    let input = UnsafeRawBufferPointer(start: start, count: count)
    bytes = UnsafeRawBufferPointer(rebasing: input[FuzzInput.headBytes...])
    flags = input[0]
    firstPiece = Int(input[1]) << 8 | Int(input[2])
    laterPieces = Int(input[3])
  }

  /// Limits that are reached in a small input, or the usual ones.
  public var limits: FrameLimits {
    flags & 1 == 0 ? FrameLimits() : FrameLimits(recordBytes: 200, excerptBytes: 50, quotedRowBytes: 80)
  }

  /// Whether unknown fields become columns.
  public var keepsUnknownFields: Bool { flags & 2 == 0 }

  /// Whether the format is told by content instead of being forced.
  public var tellsFormat: Bool { flags & 4 != 0 }

  /// Whether the bytes are what a gzip holds instead of being one.
  public var isToBePacked: Bool { flags & 8 != 0 }

  /// Whether events are counted together.
  public var rollsUp: Bool { flags & 16 != 0 }

  /// Cuts bytes as the head says: at one place, and behind it all the way if pieces have a length.
  public func pieces(of bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    guard bytes.count > 1 else { return [bytes] }
    var cuts = [0, 1 + firstPiece % (bytes.count - 1)]
    while laterPieces > 0, let last = cuts.last, last + laterPieces < bytes.count { cuts.append(last + laterPieces) }
    cuts.append(bytes.count)
    return zip(cuts, cuts.dropFirst()).map { UnsafeRawBufferPointer(rebasing: bytes[$0..<$1]) }
  }
}
