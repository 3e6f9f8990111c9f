import AWS

/// A folder's name with placeholders in it, to compare names with.
struct SegmentPattern {
  private let pieces: ArraySlice<S3Template.Piece>
  private let isWhole: Bool

  /// A pattern of these pieces.
  ///
  /// - Parameters:
  ///   - pieces: What the name is made of.
  ///   - isWhole: False where names go on behind the pieces.
  init(_ pieces: ArraySlice<S3Template.Piece>, isWhole: Bool) {
    self.pieces = pieces
    self.isWhole = isWhole
  }

  /// Compares a name.
  ///
  /// - Parameters:
  ///   - name: UTF-8.
  ///   - date: What the folders above say of the day.
  /// - Returns: How many bytes the pieces took, and the date with what the name adds; nil for a name that does not fit.
  func match(_ name: [UInt8], _ date: PartialDate) -> (length: Int, date: PartialDate)? {
    match(pieces, name[...], date)
  }

  private func match(
    _ pieces: ArraySlice<S3Template.Piece>, _ rest: ArraySlice<UInt8>, _ date: PartialDate
  ) -> (length: Int, date: PartialDate)? {
    guard let piece = pieces.first else {
      return date.exists && (rest.isEmpty || !isWhole) ? (rest.startIndex, date) : nil
    }
    switch piece {
    case .literal(let text):
      guard rest.starts(with: text.utf8) else { return nil }
      return match(pieces.dropFirst(), rest.dropFirst(text.utf8.count), date)
    case .placeholder(let placeholder):
      // The longest first: a region's name may have in it what stands behind the placeholder.
      for length in placeholder.lengths.reversed() where length <= rest.count {
        let value = rest.prefix(length)
        guard placeholder.accepts(value) else { continue }
        let next = date.with(placeholder, value)
        if let match = match(pieces.dropFirst(), rest.dropFirst(length), next) { return match }
      }
      return nil
    }
  }
}

extension S3Template.Placeholder {
  /// How many bytes a value may have.
  fileprivate var lengths: ClosedRange<Int> {
    switch self {
    case .account: 12...12
    case .org: 12...34
    case .region: 1...63
    case .year: 4...4
    case .month, .day: 2...2
    }
  }

  fileprivate func accepts(_ value: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .account, .year, .month, .day: value.allSatisfy(Self.isDigit)
    case .org:
      value.starts(with: "o-".utf8)
        && value.dropFirst(2).allSatisfy { Self.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    case .region: Region.isName(String(decoding: value, as: UTF8.self))
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension PartialDate {
  fileprivate func with(_ placeholder: S3Template.Placeholder, _ digits: ArraySlice<UInt8>) -> PartialDate {
    let number = Int(String(decoding: digits, as: UTF8.self))
    var date = self
    switch placeholder {
    case .year: date.year = number
    case .month: date.month = number
    case .day: date.day = number
    case .account, .org, .region: break
    }
    return date
  }
}
