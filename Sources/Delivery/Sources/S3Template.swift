import AWS

/// A location in S3 whose folders are named after accounts, organisations, regions or days.
///
/// `s3://b/AWSLogs/{account}/CloudTrail/{region}/{yyyy}/{MM}/{dd}/` stands for a location for each account, region and
/// day. What is around the placeholders is literal, byte for byte, and what stands behind the last of them goes on
/// being the beginning of keys.
public struct S3Template: Sendable, Equatable, CustomStringConvertible {
  enum Placeholder: String, CaseIterable, Sendable {
    case account
    case org
    case region
    case year = "yyyy"
    case month = "MM"
    case day = "dd"

    var isDate: Bool { Self.dates.contains(self) }

    static let dates: [Placeholder] = [.year, .month, .day]
    static let all = S3Template.placeholderNames.joined(separator: ", ")
  }

  /// Every placeholder as it is typed.
  public static let placeholderNames = Placeholder.allCases.map { "{\($0.rawValue)}" }

  enum Piece: Sendable, Equatable {
    case literal(String)
    case placeholder(Placeholder)
  }

  public let bucket: String
  /// The prefix up to each slash, the slash with it; the last one has none, and may be empty.
  let segments: [[Piece]]
  /// As given.
  public let description: String

  var placeholders: [Placeholder] {
    segments.joined().compactMap { if case .placeholder(let found) = $0 { found } else { nil } }
  }

  /// What stands before the first placeholder.
  public var beginning: String {
    var text = ""
    for piece in segments.joined() {
      guard case .literal(let literal) = piece else { break }
      text += literal
    }
    return text
  }

  /// The keys' beginning with `*` for each placeholder, as a policy has it.
  ///
  /// - Parameter literal: Writes what is around the placeholders so that it stands for itself.
  /// - Returns: Without a `*` at the end, unless a placeholder is there.
  public func pattern(literal: (String) -> String) -> String {
    segments.joined().map { piece in
      switch piece {
      case .literal(let text): literal(text)
      case .placeholder: "*"
      }
    }.joined()
  }

  /// Whether a key lies in one of the folders that the template stands for.
  public func matches(key: String) -> Bool {
    let pieces = Array(segments.joined())
    return SegmentPattern(pieces[...], isWhole: false).match(Array(key.utf8), PartialDate()) != nil
  }

  /// Tells whether a location's text is a template: an `s3://` address with a brace in it.
  ///
  /// Braces around anything but a placeholder are refused, since a misspelt one would be taken for a part of keys' names.
  ///
  /// - Parameter text: As typed.
  /// - Returns: True where `init` should read it, and says what is wrong with it.
  public static func isTemplate(_ text: String) -> Bool {
    // Scalars are looked at, since a combining mark behind a brace would make one Character of the two.
    text.hasPrefix("s3://") && text.unicodeScalars.contains { $0 == "{" || $0 == "}" }
  }

  /// Reads a template.
  ///
  /// - Parameter text: As typed.
  /// - Throws: `AWSError.configuration`, which tells what is wrong and what is allowed.
  public init(_ text: String) throws(AWSError) {
    let location = try S3Location(text)
    if let version = location.version {
      throw Self.problem(location, "a template names no version; leave out ?versionId=\(version)")
    }
    bucket = location.bucket
    description = location.description
    var segments: [[Piece]] = [[]]
    var rest = location.prefix.unicodeScalars[...]
    var literal = ""
    func endLiteral() {
      if !literal.isEmpty { segments[segments.count - 1].append(.literal(literal)) }
      literal = ""
    }
    while let scalar = rest.popFirst() {
      switch scalar {
      case "/":
        literal.unicodeScalars.append(scalar)
        endLiteral()
        segments.append([])
      case "{":
        guard let end = rest.firstIndex(of: "}") else { throw Self.problem(location, "a { has no } behind it") }
        let name = Substring(rest[..<end])
        rest = rest[rest.index(after: end)...]
        endLiteral()
        segments[segments.count - 1].append(.placeholder(try Self.placeholder(name, location)))
      case "}": throw Self.problem(location, "a } has no { before it")
      default: literal.unicodeScalars.append(scalar)
      }
    }
    endLiteral()
    self.segments = segments
    try check(location)
  }

  private func check(_ location: S3Location) throws(AWSError) {
    let found = placeholders
    guard !found.isEmpty else { throw Self.problem(location, "it has no placeholder; there are \(Placeholder.all)") }
    for placeholder in found where found.filter({ $0 == placeholder }).count > 1 {
      throw Self.problem(location, "{\(placeholder.rawValue)} is in it twice; once is the most")
    }
    let dates = found.filter(\.isDate)
    guard dates == Array(Placeholder.dates.prefix(dates.count)) else {
      throw Self.problem(
        location,
        "{yyyy}, {MM} and {dd} come in this order, and none without those before it, such as {yyyy}/{MM}/{dd}/")
    }
    for case .placeholder(let placeholder) in segments.last ?? [] where !placeholder.isDate {
      throw Self.problem(location, "{\(placeholder.rawValue)} has no slash behind it, so nothing tells where it ends")
    }
  }

  private static func placeholder(_ name: Substring, _ location: S3Location) throws(AWSError) -> Placeholder {
    if let placeholder = Placeholder(rawValue: String(name)) { return placeholder }
    let meant = nearest(name).map { "; did you mean {\($0.rawValue)}?" } ?? "; there are \(Placeholder.all)"
    throw problem(location, "{\(printable(name))} is no placeholder\(meant)")
  }

  /// The placeholder that has these letters, whatever their case.
  private static func nearest(_ name: Substring) -> Placeholder? {
    Placeholder.allCases.first { $0.rawValue.lowercased() == name.lowercased() }
  }

  private static func printable(_ name: Substring) -> String {
    name.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F } ? String(name) : "…"
  }

  private static func problem(_ location: S3Location, _ words: String) -> AWSError {
    .configuration("\(location): \(words)")
  }
}
