import Digest
import Transport

/// A request to a service other than S3, before it has a host and a signature.
struct ServiceCall: Sendable {
  /// Whose signature it carries.
  enum Signature: Sendable {
    case by(RefreshingCredentials)
    /// For what is asked with a token of its own, as a web identity and a sign-on are.
    case none
  }

  let service: AWSService
  let region: String
  let operation: AWSOperation
  let signature: Signature
  var method = Request.Method.post
  /// Percent-encoded, with its query.
  var path = "/"
  var headers: [Header] = []
  var body: [UInt8] = []
  /// What headers and body carry that no error may show, beside the signature's own.
  var secrets: [Secret] = []

  /// A call of the query protocol, as STS and IAM have it: a form to be posted, its answer XML.
  ///
  /// The action is the operation's name, such as `AssumeRole`; parameters without a value are left out.
  static func query(
    _ service: AWSService, _ action: String, version: String, _ parameters: [(name: String, value: String?)],
    in region: String, _ operation: AWSOperation, _ signature: Signature
  ) -> ServiceCall {
    var form = [(name: "Action", value: action), (name: "Version", value: version)]
    for (name, value) in parameters { if let value { form.append((name: name, value: value)) } }
    var call = ServiceCall(service: service, region: region, operation: operation, signature: signature)
    call.headers = [Header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
    call.body = Array(PercentEncoding.query(form).utf8)
    return call
  }

  /// A call of the JSON protocol 1.1, as SSM, Secrets Manager and KMS have it.
  ///
  /// The target is what `X-Amz-Target` names, such as `AmazonSSM.GetParameter`, and the body the operation's input.
  static func json(
    _ service: AWSService, _ target: String, _ body: [UInt8], in region: String, _ operation: AWSOperation,
    _ signature: Signature
  ) -> ServiceCall {
    var call = ServiceCall(service: service, region: region, operation: operation, signature: signature)
    call.headers = [Header("Content-Type", "application/x-amz-json-1.1"), Header("X-Amz-Target", target)]
    call.body = body
    return call
  }
}
