import Digest
import FoundationEssentials
import Transport

/// Looks a data collection rule up by its immutable id, which is all that a sender knows of it: Azure Resource Graph.
///
/// The API page is <https://learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources>.
public struct RuleReader: Sendable {
  private static let path = "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01"

  private let token: HeldToken
  private let cloud: Cloud
  private let http: HTTPClient
  private let environment: [String: String]

  /// A reader that has asked nobody yet.
  ///
  /// - Parameters:
  ///   - token: For Azure Resource Manager; who made it stops it.
  ///   - cloud: Where the rule is.
  ///   - http: The one door; it may be shared.
  ///   - environment: The process's variables.
  public init(token: HeldToken, cloud: Cloud, http: HTTPClient, environment: [String: String]) {
    self.token = token
    self.cloud = cloud
    self.http = http
    self.environment = environment
  }

  private struct Query: Encodable {
    let query: String
    let options = ["resultFormat": "objectArray"]
  }

  private struct Answer: Decodable {
    let data: [DeclaredRule]
  }

  private struct Refusal: Decodable {
    struct Words: Decodable {
      let code: String?
      let message: String?
      let details: [Words]?
    }

    let error: Words
  }

  /// What the rule declares.
  ///
  /// - Parameter immutableID: `dcr-` and 32 hexadecimal digits.
  /// - Returns: The streams, whether anything is sent to them or not.
  /// - Throws: `RuleUnread` where there is no token for it, nobody answers, or the identity may not see the rule.
  public func rule(_ immutableID: String) throws(RuleUnread) -> DeclaredRule {
    guard immutableID.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }) else {
      throw RuleUnread("\(immutableID) is no id of a rule")
    }
    let held: AccessToken
    do throws(TokenFailure) {
      held = try token.current()
    } catch {
      throw RuleUnread(error.words)
    }
    let base = try ManagementEndpoint(cloud, environment: environment, http: http).url
    let response: Response
    do throws(TransportError) {
      response = try http.send(
        Request(
          .post, base + Self.path,
          headers: [
            Header("Content-Type", "application/json"), Header("Authorization", "Bearer \(held.value.reveal())"),
          ],
          body: .bytes(Self.body(immutableID))))
    } catch {
      throw RuleUnread("Azure Resource Graph cannot be asked: \(error)")
    }
    guard response.status == 200 else {
      throw RuleUnread("Azure Resource Graph refuses to tell (\(Self.words(response, held))). \(Self.remedy)")
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
      throw RuleUnread("the answer is not one that Azure Resource Graph gives. See what answers at \(base)")
    }
    guard let rule = answer.data.first else {
      throw RuleUnread("Azure Resource Graph shows no rule of this id. \(Self.remedy)")
    }
    return rule
  }

  private static let remedy = "The role Reader on the rule lets the identity see it"

  private static func body(_ immutableID: String) -> [UInt8] {
    let query = """
      resources | where type =~ 'microsoft.insights/datacollectionrules' \
      and tostring(properties.immutableId) =~ '\(immutableID)' \
      | project id, streamDeclarations = properties.streamDeclarations
      """
    // Two texts without anything that JSON could not hold.
    return (try? JSONEncoder().encode(Query(query: query))).map(Array.init) ?? []
  }

  /// The service tells what is wrong in details, and in the message whom to ask for support.
  private static func words(_ response: Response, _ token: AccessToken) -> String {
    let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(response.body)).error
    let told = refusal?.details?.first ?? refusal
    let said = [told?.code, told?.message].compactMap(\.self).joined(separator: ": ")
    let shown = ServiceWords.shown(said, withholding: token.value)
    return shown.isEmpty ? "\(response.status)" : "\(response.status) \(shown)"
  }
}
