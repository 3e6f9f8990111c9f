import Digest
import Files
import Transport

/// An application that proves itself by the key of a certificate.
struct ClientCertificateSource: TokenSource {
  let name = "clientCertificate"
  private let choice: ApplicationChoice
  private let givenPath: String?
  private let password: SignIn.ReadSecret?
  private let surroundings: TokenSurroundings

  init(_ choice: ApplicationChoice, path: String?, password: SignIn.ReadSecret?, _ surroundings: TokenSurroundings) {
    self.choice = choice
    givenPath = path
    self.password = password
    self.surroundings = surroundings
  }

  private var path: String? {
    givenPath?.unlessEmpty ?? surroundings.variable("AZURE_CLIENT_CERTIFICATE_PATH")
  }

  var missing: [String] {
    choice.missing(surroundings) + (path == nil ? ["certificate (or AZURE_CLIENT_CERTIFICATE_PATH)"] : [])
  }

  func token() throws(TokenFailure) -> AccessToken {
    let missing = missing
    guard missing.isEmpty, let path else { throw .absent(missing) }
    let application = try choice.resolved(surroundings)
    let file = "the certificate file \(ServiceWords.shown(path))"
    let text: String
    do {
      text = String(decoding: try SmallFile.bytes(path), as: UTF8.self)
    } catch {
      throw TokenFailure(.configuration, "\(file) \(error.reason)")
    }
    let password = try readPassword()
    return try EntraClient(surroundings).token(application, form: name) { url throws(TokenFailure) in
      do throws(CertifiedKey.Failure) {
        let key = try CertifiedKey(pem: text, password: password)
        let assertion = try ClientAssertion(
          clientID: application.clientID, audience: url, key: key, now: surroundings.now())
        return .assertion(assertion.text)
      } catch {
        throw TokenFailure(.configuration, "\(file) \(error.words(isPEM: text.contains("-----BEGIN")))")
      }
    }
  }

  private func readPassword() throws(TokenFailure) -> Secret? {
    guard let password else {
      return surroundings.variable("AZURE_CLIENT_CERTIFICATE_PASSWORD").map { Secret($0) }
    }
    do throws(KeyFailure) {
      return try password()
    } catch {
      throw TokenFailure(error)
    }
  }
}

extension CertifiedKey.Failure {
  /// What fits behind the file's name.
  fileprivate func words(isPEM: Bool) -> String {
    switch self {
    case .noKey where !isPEM:
      "is not PEM. Make PEM of PKCS #12 by `openssl pkcs12 -in FILE.pfx -out FILE.pem`"
    case .noKey: "holds no private key in PEM that can be read. Put the key and its certificate into one file"
    case .needsPassword: "has an encrypted key. Give its password (or AZURE_CLIENT_CERTIFICATE_PASSWORD)"
    case .wrongPassword: "has an encrypted key, and not under the password that was given"
    case .notRSA: "has a key of another kind than RSA, which is the only one that Entra takes"
    case .noCertificate: "holds no certificate. Put it behind the key into the same file"
    case .otherCertificate: "holds no certificate of its key. Put the one that belongs to it there"
    case .cannotSign: "has a key that cannot sign by PS256. Make one of 2048 bits or more"
    }
  }
}
