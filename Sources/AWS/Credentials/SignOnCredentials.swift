import Digest
import FoundationEssentials
import Transport

/// The key of a role in IAM Identity Center (SSO), for the token that `aws sso login` left behind.
struct SignOnCredentials: ProfileProvider {
  let name = "IAM Identity Center"
  let lookup: ProfileLookup
  let sources: CredentialSources

  func credentials(of profile: SharedProfile) -> CredentialAnswer {
    let found: SignOnProfile
    do throws(SignOnProfile.Unusable) {
      guard let read = try SignOnProfile(profile, in: lookup.files) else {
        return .nothing("\(lookup.title) has no sso_account_id")
      }
      found = read
    } catch {
      return .failed(error.reason)
    }
    do throws(SignOnToken.Failure) {
      return roleCredentials(found, try SignOnToken(profile: found, sources: sources).current())
    } catch {
      return error.isPassing ? .unavailable(error.reason) : .failed(error.reason)
    }
  }

  private func roleCredentials(_ profile: SignOnProfile, _ token: Secret) -> CredentialAnswer {
    let role = "role \(Words.printable(profile.role)) in account \(Words.printable(profile.account))"
    let query = PercentEncoding.query([
      (name: "role_name", value: profile.role), (name: "account_id", value: profile.account),
    ])
    let operation = AWSOperation(action: "sso:GetRoleCredentials", verb: "get a key of", resource: role, arn: "*")
    var call = ServiceCall(
      service: .sso, region: profile.region, operation: operation, signature: .none, method: .get,
      path: "/federation/credentials?\(query)", headers: [Header("x-amz-sso_bearer_token", token.reveal())])
    call.secrets = [token]
    do throws(AWSError) {
      let response = try sources.client.send(call)
      guard let key = (try? JSONDecoder().decode(Answer.self, from: Data(response.body)))?.roleCredentials else {
        return .unavailable("IAM Identity Center's answer for \(role) is not one that holds a key")
      }
      return .found(
        AWSCredentials(
          accessKeyId: key.accessKeyId, secretAccessKey: Secret(key.secretAccessKey),
          sessionToken: Secret(key.sessionToken), expiration: key.expiration / 1000,
          provider: "\(lookup.title) (IAM Identity Center, \(role))"))
    } catch {
      if case .refused(let refusal) = error, refusal.status == 401 {
        return .failed("IAM Identity Center refuses the token (\(refusal.code)). \(profile.remedy)")
      }
      return .failed(by: error)
    }
  }

  private struct Answer: Decodable {
    struct Key: Decodable {
      let accessKeyId: String
      let secretAccessKey: String
      let sessionToken: String
      /// Milliseconds since 1970.
      let expiration: Int64
    }

    let roleCredentials: Key
  }
}
