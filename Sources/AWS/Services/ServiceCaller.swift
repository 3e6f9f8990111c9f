import FoundationEssentials

/// Asks services of the JSON protocol in one region, as one identity.
struct ServiceCaller: Sendable {
  let client: ServiceClient
  let region: String
  /// What errors have to say of the region.
  let remark: String?
  let credentials: RefreshingCredentials

  /// Asks for one operation.
  ///
  /// - Throws: `AWSError`. Nothing of an answer that succeeded is part of it, since that may be a secret; and what is
  ///   refused for want of a key's permission names that one.
  func ask<Output: Decodable>(
    _ service: AWSService, _ target: String, _ input: some Encodable, _ operation: AWSOperation
  ) throws(AWSError) -> Output {
    let operation = operation.with(remark)
    guard let body = try? JSONEncoder().encode(input) else {
      throw .configuration("\(operation.resource) cannot be written as JSON")
    }
    let answer: [UInt8]
    do throws(AWSError) {
      answer = try client.send(.json(service, target, Array(body), in: region, operation, .by(credentials))).body
    } catch {
      if case .refused(let refusal) = error { throw .refused(refusal.namingDeniedAction) }
      throw error
    }
    guard let output = try? JSONDecoder().decode(Output.self, from: Data(answer)) else {
      throw .malformedAnswer("it is not the JSON of \(target)", operation)
    }
    return output
  }
}

extension ServiceError {
  /// The error with the action and the resource that are denied in fact: a service may need a KMS key in our name.
  fileprivate var namingDeniedAction: ServiceError {
    guard isDenial else { return self }
    let denial = Denial(message)
    let isAboutKey = ["KMS", "customer master key"].contains { message.contains($0) }
    // Secrets Manager's word for it, which names no action.
    let isOfKey = denial.action.map { $0 == KMS.action } ?? (isAboutKey || code == "DecryptionFailure")
    let otherwise = isOfKey && operation.action != KMS.action ? "the KMS key that it is encrypted under" : operation.arn
    return ServiceError(
      status: status, code: code, message: message, requestID: requestID,
      operation: AWSOperation(
        action: isOfKey ? KMS.action : operation.action, verb: operation.verb, resource: operation.resource,
        arn: denial.resource ?? otherwise, remark: operation.remark),
      clockAhead: clockAhead)
  }
}

extension AWSOperation {
  fileprivate func with(_ remark: String?) -> AWSOperation {
    AWSOperation(
      action: action, verb: verb, resource: resource, arn: arn, otherCauses: otherCauses, remark: remark)
  }
}
