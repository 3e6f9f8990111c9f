import Foundation
import Testing

@testable import Records

@Suite("A text column")
struct TextColumnTests {
  static let names = [
    ("user", "UserName"), ("AccessKeyId", "AccessKeyId"), ("Region", "LastUsedRegion"), ("Status", "Status"),
    ("ServiceName", "LastUsedService"),
  ]

  static func text(_ field: String, _ value: String) -> String {
    let others = field == "user" ? "" : #","user":"ann""#
    return #"{"loggedDate":"2026-11-22"\#(others),"\#(field)":\#(value)}"#
  }

  @Test(
    "holds the JSON text of a number or boolean", arguments: names,
    ["1", "1.50", "1e5", "-0", "true", "false", "9223372036854775808", "0.1E+2"])
  func scalars(_ names: (String, String), _ value: String) throws {
    let columns = try columns(of: Self.text(names.0, value), options: options(accessKeyIDs: .full))
    #expect(columns[names.1] as? String == value)
  }

  @Test("refuses an array or an object", arguments: names, [("[]", "an array"), ("{\"a\":1}", "an object")])
  func nested(_ names: (String, String), _ value: (String, String)) throws {
    #expect(try rejection(of: Self.text(names.0, value.0)) == .notText(field: names.0, found: value.1))
  }

  @Test("refuses an array in place of a date or an account", arguments: ["loggedDate", "CreateDate", "account_number"])
  func nestedElsewhere(_ field: String) throws {
    #expect(try rejection(of: "{\"user\":\"ann\",\"\(field)\":[1]}") == .notText(field: field, found: "an array"))
  }

  @Test("comes in the order of the design")
  func order() throws {
    let text =
      #"{"ServiceName":"s3","Status":"Active","Region":"eu-west-1","LastUsedDate":"2026-11-21","CreateDate":"2026-11-20","#
      + #""AccessKeyId":"AKIAEXAMPLE00000ANN1","account_number":"1","user":"ann","loggedDate":"2026-11-22"}"#
    let json = try mapped(text)
    let order = [
      "EventTime", "AccountId", "UserName", "AccessKeyId", "Status", "CreateDate", "LastUsedDate", "LastUsedRegion",
      "LastUsedService", "KeyAgeDays", "DaysSinceLastUse", "RecordSource", "RecordId",
    ]
    let places = order.compactMap { json.range(of: "\"\($0)\":")?.lowerBound }
    #expect(places.count == order.count)
    #expect(places == places.sorted())
  }
}
