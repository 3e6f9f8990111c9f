import Transport

/// Names and values as queries carry them.
enum FormText {
  /// A URL with these in its query, behind what is there already.
  static func adding(_ fields: [(name: String, value: String)], to url: String) -> String {
    "\(url)\(url.contains("?") ? "&" : "?")\(PercentEncoding.query(fields))"
  }
}
