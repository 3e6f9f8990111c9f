/// The region that requests begin with, and who chose it.
public struct Region: Sendable, Equatable {
  /// Where S3 is asked first when nobody chose; its answer tells a bucket's own region.
  static let first = "us-east-1"
  private static let unchosen = "default"

  public let name: String
  /// Who chose it, for `logship check`: `setting aws.region`, `AWS_REGION`, `profile "audit"`, `instance`, `default`.
  public let origin: String

  /// The setting, else `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's, else us-east-1.
  ///
  /// - Throws: `AWSError.configuration` when the chosen text is no region's name, since it becomes part of a host name.
  public init(
    setting: String?, environment: [String: String], profile: SharedProfile?
  ) throws(AWSError) {
    let candidates = [
      (setting, "setting aws.region"), (environment["AWS_REGION"], "AWS_REGION"),
      (environment["AWS_DEFAULT_REGION"], "AWS_DEFAULT_REGION"),
      (profile?.region, "profile \"\(profile?.name ?? "")\""),
    ]
    for (value, origin) in candidates {
      guard let value, !value.isEmpty else { continue }
      guard Self.isName(value) else {
        throw .configuration("\(origin): \"\(Words.printable(value))\" is not a region, such as eu-west-1")
      }
      self.init(name: value, origin: origin)
      return
    }
    self.init(name: Self.first, origin: Self.unchosen)
  }

  /// The region of an instance; nil where its metadata gave none.
  init?(ofInstance name: String) {
    guard Self.isName(name) else { return nil }
    self.init(name: name, origin: "instance")
  }

  /// False where nobody chose.
  public var isChosen: Bool { origin != Self.unchosen }

  /// Where nobody chose, what an error of a service in this region has to say: maybe the service was asked elsewhere.
  var remark: String? {
    isChosen ? nil : "The region is \(name) since none is configured: set AWS_REGION"
  }

  private init(name: String, origin: String) {
    self.name = name
    self.origin = origin
  }

  /// Whether a text can be a region: a DNS label, which is all that it may be inside a host name.
  public static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return (1...63).contains(bytes.count) && bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: "-")
      && bytes.allSatisfy { byte in
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
          || byte == UInt8(ascii: "-")
      }
  }
}
