/// What an error code of Entra ID means for a program that signs in by itself, and what can be done.
///
/// Sources: Microsoft identity platform, "Authentication and authorization error codes", and for 70021 and its kind
/// "Workload identity federation", considerations.
struct EntraMeaning: Sendable {
  enum Weight: Sendable {
    /// A setting names what is not there.
    case configuration
    /// Entra does not believe us, or does not let us in.
    case refused
    /// It passes.
    case passing
    /// It passes where what is missing was made lately.
    case settling
  }

  let weight: Weight
  let cause: String
  let remedy: String

  private init(_ weight: Weight, _ cause: String, _ remedy: String) {
    self.weight = weight
    self.cause = cause
    self.remedy = remedy
  }

  /// By the number behind `AADSTS`.
  static let all: [Int: EntraMeaning] = {
    let tenant = EntraMeaning(
      .configuration, "there is no such tenant in this cloud", "Check tenantId (or AZURE_TENANT_ID) and cloud")
    let federated = "federated credential of the application or the managed identity"
    let passing = EntraMeaning(.passing, "Entra has a passing trouble", "Run again later")
    return [
      90002: tenant, 900021: tenant, 900023: tenant, 50059: tenant, 50128: tenant,
      700016: EntraMeaning(
        .configuration, "the tenant has no such application or managed identity",
        "Check clientId (or AZURE_CLIENT_ID), which is the application's client id and not its object id, and tenantId"),
      7000112: EntraMeaning(.refused, "the application is disabled in its tenant", "Have it enabled"),
      7000215: EntraMeaning(
        .refused, "the client secret is not the application's",
        "Give the secret's value and not its id, as it was shown when the secret was made, or make a new one"),
      7000222: EntraMeaning(
        .refused, "the client secret has expired", "Make a new one, or sign in without a secret (awsFederation)"),
      7000216: EntraMeaning(
        .configuration, "the application takes a secret, a certificate or a federated credential, and got none of them",
        "Check which form auth names"),
      7000218: EntraMeaning(
        .configuration, "the application takes a secret, a certificate or a federated credential, and got none of them",
        "Check which form auth names"),
      700027: EntraMeaning(
        .refused, "the certificate is not one of the application's, or its signature does not hold",
        "Upload this certificate to the application, or give the key of one that is there"),
      700024: EntraMeaning(
        .refused, "the assertion is not valid at this time", "Set the clock, and look when the token that is sent ends"),
      700023: EntraMeaning(
        .refused, "the assertion is made out to another audience", "Check cloud and AZURE_AUTHORITY_HOST"),
      50012: EntraMeaning(
        .refused, "the certificate or the signature of the assertion does not hold",
        "Check the certificate of the application"),
      50013: EntraMeaning(.refused, "the assertion does not hold", "Look at its issuer, its times and its signature"),
      50027: EntraMeaning(.refused, "the assertion is no token that Entra takes", "Look at its issuer and its claims"),
      70021: EntraMeaning(
        .settling, "no \(federated) matches issuer, subject and audience of the token",
        "Compare all three, to the letter"),
      700211: EntraMeaning(
        .settling, "no \(federated) has the issuer of the token", "Compare both, to the letter"),
      700212: EntraMeaning(
        .settling, "no \(federated) has the audience of the token", "It is to be that of the cloud; compare both"),
      700213: EntraMeaning(
        .settling, "no \(federated) has the subject of the token",
        "Compare both, to the letter: for AWS the subject is the role's ARN with its path"),
      70025: EntraMeaning(
        .settling, "the application has no federated credential",
        "Make one for issuer, subject and audience of the token, and check clientId"),
      53003: EntraMeaning(
        .refused, "a conditional access policy blocks the sign-in",
        "Look at the sign-in logs of service principals, and except the application or this machine's address"),
      530034: EntraMeaning(
        .refused, "the tenant blocks the sign-in by its risk policies", "Look at the sign-in logs of service principals"
      ),
      500011: EntraMeaning(
        .configuration, "the tenant does not know the service that the token is for",
        "Check cloud, and that the tenant is of it"
      ),
      70011: EntraMeaning(.configuration, "the scope is not one of this cloud", "Check cloud"),
      1002012: EntraMeaning(.configuration, "the scope is not one of this cloud", "Check cloud"),
      500021: EntraMeaning(
        .refused, "the network's tenant restrictions forbid this tenant",
        "Have the tenant allowed where the proxy is set"),
      50033: passing, 90024: passing, 90033: passing,
      50196: EntraMeaning(.passing, "Entra says that it was asked too often", "Run again later"),
    ]
  }()
}
