import AWS

/// The literal locations that a template stands for, one after another.
///
/// Days that a range names are made without asking; all else is found by listing folders, one level for each folder
/// that has a placeholder in its name. Folders whose names are no account (12 digits), organisation (`o-…`), region (a
/// DNS label) or day are passed over and counted.
struct TemplateExpansion {
  /// What is asked for the names that go on from a location.
  struct Listing {
    /// Hands over every prefix of a location up to the next slash.
    let prefixes: (S3Location, _ take: (String) -> Void) throws(AWSError) -> Void
    /// Hands over every key of a location.
    let keys: (S3Location, _ take: (String) -> Void) throws(AWSError) -> Void
  }

  /// A place in the tree of folders, with what is known of the day by then.
  fileprivate struct Node {
    var prefix: String
    var segment: Int
    var date = PartialDate()
  }

  /// Ranges that are longer are looked for level by level: that costs less than a listing for each day.
  private static let maxMadeDays = 400

  /// Names that fit no placeholder, by now.
  private(set) var passedOver = 0
  private let template: S3Template
  private let days: ClosedRange<UTCDay>?
  private let listing: Listing
  /// What is still to be looked at, the next one last.
  private var waiting: [Node]

  /// Begins at the bucket's root; nothing is asked yet.
  ///
  /// - Parameters:
  ///   - template: What to expand.
  ///   - days: The days wanted; nil for every day that exists.
  ///   - client: Lists folders.
  init(_ template: S3Template, days: ClosedRange<UTCDay>?, client: S3Client) {
    let listing = Listing { location, take throws(AWSError) in
      var pages = client.listPrefixes(in: location)
      while let page = try pages.nextPage() { page.forEach(take) }
    } keys: { location, take throws(AWSError) in
      var pages = client.listObjects(location)
      while let page = try pages.nextPage() { page.forEach { take($0.key) } }
    }
    self.init(template, days: days, listing: listing)
  }

  init(_ template: S3Template, days: ClosedRange<UTCDay>?, listing: Listing) {
    self.template = template
    self.days = days
    self.listing = listing
    waiting = [Node(prefix: "", segment: 0)]
  }

  /// The next location; nil after the last one.
  ///
  /// - Returns: A location of the template's bucket, whether or not it has objects; none comes twice.
  /// - Throws: `AWSError`; the next call then asks the same again.
  mutating func next() throws(AWSError) -> S3Location? {
    while let node = waiting.last {
      if node.segment == template.segments.count {
        waiting.removeLast()
        return try S3Location(bucket: template.bucket, prefix: node.prefix)
      }
      let children = try children(of: node)
      waiting.removeLast()
      waiting += children.reversed()
    }
    return nil
  }

  private mutating func children(of node: Node) throws(AWSError) -> [Node] {
    let pieces = template.segments[node.segment]
    let placeholders = pieces.compactMap { if case .placeholder(let found) = $0 { found } else { nil } }
    if placeholders.isEmpty { return [node.going(on: pieces)] }
    if let days, days.count <= Self.maxMadeDays, placeholders.allSatisfy(\.isDate) {
      return made(node, pieces, days)
    }
    return try found(node, pieces)
  }

  /// One child for each day, month or year of the range that lies under the node.
  private func made(_ node: Node, _ pieces: [S3Template.Piece], _ days: ClosedRange<UTCDay>) -> [Node] {
    var children: [Node] = []
    for day in days where node.date.contains(day) {
      let child = node.going(on: pieces, day)
      if child.prefix != children.last?.prefix { children.append(child) }
    }
    return children
  }

  private mutating func found(_ node: Node, _ pieces: [S3Template.Piece]) throws(AWSError) -> [Node] {
    var prefix = node.prefix
    var pieces = pieces[...]
    if case .literal(let text) = pieces.first {
      prefix += text
      pieces.removeFirst()
    }
    // Behind the last slash no folders are: there days are the beginnings of the objects' own names.
    let isName = node.segment == template.segments.count - 1
    let pattern = SegmentPattern(pieces, isWhole: !isName)
    let known = prefix.utf8.count
    var found: [String: PartialDate] = [:]
    var others = 0
    let location = try S3Location(bucket: template.bucket, prefix: prefix)
    try (isName ? listing.keys : listing.prefixes)(location) { name in
      let rest = Array(name.utf8.dropFirst(known))
      if let match = pattern.match(rest, node.date) {
        found[prefix + String(decoding: rest[..<match.length], as: UTF8.self)] = match.date
      } else {
        others += 1
      }
    }
    passedOver += others
    return found.filter { child in days.map { child.value.touches($0) } ?? true }
      .map { Node(prefix: $0.key, segment: node.segment + 1, date: $0.value) }
      .sorted { $0.prefix.utf8.lexicographicallyPrecedes($1.prefix.utf8) }
  }
}

extension TemplateExpansion.Node {
  /// The node behind a segment without placeholders, or with those of a day.
  fileprivate func going(on pieces: [S3Template.Piece], _ day: UTCDay? = nil) -> Self {
    var next = Self(prefix: prefix, segment: segment + 1, date: date)
    for piece in pieces {
      switch (piece, day) {
      case (.literal(let text), _): next.prefix += text
      case (.placeholder(.year), let day?):
        next.date.year = day.year
        next.prefix += UTCDay.digits(day.year, 4)
      case (.placeholder(.month), let day?):
        next.date.month = day.month
        next.prefix += UTCDay.digits(day.month, 2)
      case (.placeholder(.day), let day?):
        next.date.day = day.day
        next.prefix += UTCDay.digits(day.day, 2)
      case (.placeholder, _): break
      }
    }
    return next
  }
}
