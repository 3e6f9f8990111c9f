import AWS
import Delivery

/// What the text of a setting has to look like.
struct TextForm: Sendable {
  /// In words that follow "allowed is".
  let allowed: String
  /// A path gets its leading `~/` replaced.
  var isPath = false
  let accepts: @Sendable (String) -> Bool
}

extension TextForm {
  static let any = TextForm(allowed: "a text without control characters") { text in
    !text.isEmpty && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  static let path = TextForm(allowed: "a path", isPath: true) { text in
    !text.isEmpty && !text.utf8.contains(0)
  }

  static let guid = TextForm(allowed: "the workspace's GUID, such as 01234567-89ab-cdef-0123-456789abcdef") { text in
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12] && groups.allSatisfy { $0.allSatisfy(\.isASCIIHexDigit) }
  }

  /// The service allows letters, digits and underscores, 100 at most; a table's name begins with a letter.
  static let logType = TextForm(
    allowed: "a letter, then letters, digits and underscores, 100 in all at most"
  ) { text in
    text.utf8.count <= 100 && text.isLetterThenWord
  }

  static let resourceID = TextForm(allowed: "an Azure resource id, which begins with /subscriptions/") { text in
    text.lowercased().hasPrefix("/subscriptions/") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  static let region = TextForm(allowed: "a region, such as eu-west-1") { Region.isName($0) }

  static let roleARN = TextForm(allowed: "a role's ARN, such as arn:aws:iam::123456789012:role/audit") { text in
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, parts[2] == "iam", parts[3].isEmpty else {
      return false
    }
    return account.accepts(String(parts[4])) && parts[5].hasPrefix("role/") && !parts[5].hasSuffix("/")
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// What STS allows.
  static let sessionName = TextForm(allowed: "2 to 64 letters, digits and characters of +=,.@-_") { text in
    (2...64).contains(text.utf8.count)
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) || "+=,.@-_".contains($0) }
  }

  static let requester = TextForm(allowed: "requester") { $0 == "requester" }

  static let account = TextForm(allowed: "an AWS account's twelve digits") { text in
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// An address is judged with all other settings, so that what is wrong with it can be told.
  static let source = TextForm(
    allowed: "a path, -, or s3://bucket/prefix, whose prefix may hold "
      + SettingKind.enumeration(S3Template.placeholderNames, last: "and")
  ) { text in
    !text.isEmpty && !text.utf8.contains(0)
  }

  static let ruleID = TextForm(allowed: "a rule's immutable id, dcr- and 32 hexadecimal digits") { text in
    text.hasPrefix("dcr-") && text.utf8.count == 36 && text.dropFirst(4).allSatisfy(\.isASCIIHexDigit)
  }

  /// The rule's own name of a stream, not the table's.
  static let stream = TextForm(allowed: "a stream's name, such as Custom-AWS_AccessKeyReport") { text in
    (text.hasPrefix("Custom-") || text.hasPrefix("Microsoft-")) && text.utf8.count <= 128
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  /// What is sent in clear text must not leave this machine.
  static let secureURL = TextForm(allowed: "an https:// URL, or http:// to this machine (127.0.0.1, ::1, localhost)") {
    EndpointURL($0).map { $0.isSecure || $0.isLoopback } ?? false
  }

  /// `http://` to another machine is judged later, with `aws.allowPlainHTTP`.
  static let anyURL = TextForm(allowed: "an https:// or http:// URL without user, query and fragment") {
    EndpointURL($0) != nil && (try? Endpoint($0, origin: "")) != nil
  }
}

extension String {
  /// True of a letter, followed by letters, digits and underscores, ASCII all.
  var isLetterThenWord: Bool {
    guard let first = utf8.first, first.isASCIILetter else { return false }
    return utf8.allSatisfy { $0.isASCIILetter || (0x30...0x39).contains($0) || $0 == 0x5F }
  }
}

extension Character {
  fileprivate var isASCIIHexDigit: Bool { isASCII && isHexDigit }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
