import Foundation
import Support
import Testing

/// A moto that keys are collected from.
extension MotoServer {
  /// What `logship collect` asks for where nothing is denied.
  static let collectActions = [
    "iam:ListUsers", "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:GetAccountSummary",
    "iam:GenerateCredentialReport", "iam:GetCredentialReport", "s3:PutObject",
  ]

  /// Variables of a user who may do this.
  func collector(allowing actions: [String] = collectActions) throws -> [String: String] {
    try user("collector", policy: Self.policy(allowing: actions)).environment.merging([
      "AWS_ENDPOINT_URL": url, "AWS_REGION": "eu-west-1",
    ]) { $1 }
  }

  /// Makes users with two keys each, some of them inactive.
  func makeUsers(_ count: Int) throws {
    for number in 1...count {
      let name = #"{"UserName": "user\#(number)"}"#
      try call("iam", "create_user", name)
      for slot in 1...2 {
        let answer = try call("iam", "create_access_key", name)
        let id = try #require(answer["AccessKey"]?["AccessKeyId"]?.string)
        if slot == 2, number.isMultiple(of: 3) {
          try call(
            "iam", "update_access_key",
            #"{"UserName": "user\#(number)", "AccessKeyId": "\#(id)", "Status": "Inactive"}"#)
        }
      }
    }
  }

  /// The keys as boto3 lists them: user, id and status.
  func listedKeys() throws -> Set<[String]> {
    var keys: Set<[String]> = []
    for user in try call("iam", "list_users", #"{"MaxItems": 1000}"#)["Users"]?.elements ?? [] {
      let name = try #require(user["UserName"]?.string)
      let listed = try call("iam", "list_access_keys", #"{"UserName": "\#(name)"}"#)["AccessKeyMetadata"]?.elements
      for key in listed ?? [] {
        keys.insert([name, try #require(key["AccessKeyId"]?.string), try #require(key["Status"]?.string)])
      }
    }
    return keys
  }
}

extension Run {
  /// The reports that it wrote as NDJSON to standard output.
  func reports() throws -> [JSONValue] {
    try output.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
  }
}

/// What a stand-in for IAM answers.
enum IAMAnswer {
  static func of(_ action: String, _ body: String) -> StandInServer.Act {
    .answer(200, [:], "<\(action)Response><\(action)Result>\(body)</\(action)Result></\(action)Response>")
  }

  static func failure(_ status: Int, _ code: String, _ message: String = "") -> StandInServer.Act {
    .answer(
      status, [:],
      "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>")
  }

  static let throttled = failure(400, "Throttling", "Rate exceeded")

  /// A page of users, the last one unless there is a marker of the next.
  static func users(_ names: String..., marker: String? = nil) -> StandInServer.Act {
    let members = names.map { "<member><UserName>\($0)</UserName><Arn>arn:aws:iam::1:user/\($0)</Arn></member>" }
    let more = marker.map { "<Marker>\($0)</Marker>" } ?? ""
    return of("ListUsers", "<Users>\(members.joined())</Users><IsTruncated>\(marker != nil)</IsTruncated>\(more)")
  }

  /// A page of keys, likewise.
  static func keys(_ ids: String..., marker: String? = nil) -> StandInServer.Act {
    let members = ids.map {
      "<member><AccessKeyId>\($0)</AccessKeyId><Status>Active</Status><CreateDate>2019-06-25T21:52:43Z</CreateDate></member>"
    }
    let more = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? ""
    return of("ListAccessKeys", "<AccessKeyMetadata>\(members.joined())</AccessKeyMetadata>\(more)")
  }

  /// Of a key that was never used.
  static let unused = of(
    "GetAccessKeyLastUsed",
    "<AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName></AccessKeyLastUsed>")

  static func summary(rootKeys: Int) -> StandInServer.Act {
    of(
      "GetAccountSummary",
      "<SummaryMap><entry><key>AccountAccessKeysPresent</key><value>\(rootKeys)</value></entry></SummaryMap>")
  }

  static let reportMade = of("GenerateCredentialReport", "<State>COMPLETE</State>")

  static func credentialReport(_ csv: String) -> StandInServer.Act {
    of("GetCredentialReport", "<Content>\(Data(csv.utf8).base64EncodedString())</Content>")
  }
}
