import Support
import Testing
import Transport

@testable import AWS

/// Listings of services that go round in circles.
@Suite struct EndlessMarkerTests {
  private func session(_ server: StandInServer) throws -> AWSSession {
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "key", "AWS_ENDPOINT_URL": server.url,
      "AWS_REGION": "us-east-1", "AWS_CONFIG_FILE": "/nowhere",
    ]
    return try AWSSession(AWSSetup(environment: environment), options: HTTPClientOptions(userAgent: "logship-test"))
  }

  private func page(_ action: String, _ list: String, marker: String) -> StandInServer.Act {
    .answer(
      200, [:],
      "<\(action)Response><\(action)Result><\(list)/><IsTruncated>true</IsTruncated><Marker>\(marker)</Marker>"
        + "</\(action)Result></\(action)Response>")
  }

  /// Goes on until there is no marker, or something is wrong.
  private func follow<Item>(_ page: (IAM.Marker?) throws(AWSError) -> IAM.Page<Item>) throws {
    var marker: IAM.Marker?
    for _ in 0..<10 {
      marker = try page(marker).marker
      if marker == nil { return }
    }
  }

  private static let told = "its Marker came before, so the listing has no end"

  @Test(arguments: [["A", "A"], ["A", "B", "A"], ["A", "B", "C", "B"]])
  func aMarkerThatComesAgainEndsIt(_ markers: [String]) throws {
    let users = try StandInServer(markers.map { page("ListUsers", "Users", marker: $0) })
    let keys = try StandInServer(markers.map { page("ListAccessKeys", "AccessKeyMetadata", marker: $0) })
    for (server, isOfUsers) in [(users, true), (keys, false)] {
      let session = try session(server)
      let iam = try session.iam(session.credentials)
      let error = try #require(throws: AWSError.self) {
        if isOfUsers {
          try follow { marker throws(AWSError) in try iam.users(after: marker) }
        } else {
          try follow { marker throws(AWSError) in try iam.accessKeys(of: "ann", after: marker) }
        }
      }
      #expect("\(error)".hasSuffix(Self.told), "\(error)")
      let asked = try server.asked().map(\.body)
      #expect(asked.count == markers.count)
      #expect(asked.last?.contains("Marker=\(markers[markers.count - 2])") == true)
    }
  }

  @Test(arguments: [["A", "A"], ["A", "B", "A"]]) func anOrganizationWhoseTokenComesAgainEndsIt(_ tokens: [String])
    throws
  {
    var acts = tokens.map { StandInServer.Act.answer(200, [:], #"{"Accounts": [], "NextToken": "\#($0)"}"#) }
    acts += Array(repeating: acts[0], count: 3) + [.answer(200, [:], #"{"Accounts": []}"#)]
    let server = try StandInServer(acts)
    let error = try #require(throws: AWSError.self) { _ = try session(server).organizationAccounts() }
    #expect("\(error)".hasSuffix("its NextToken came before, so the listing has no end"), "\(error)")
    #expect(try server.asked().count == tokens.count)
  }
}
