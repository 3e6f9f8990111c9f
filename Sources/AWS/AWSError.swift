import Transport

// This room speaks to AWS: it finds credentials and a region, signs requests, and lists and reads what lies in S3. It
// knows HTTP through Transport and hashes through Digest, and it knows neither records nor Azure.

/// Why something could not be had from AWS; the caller maps the cases to exit codes.
public enum AWSError: Error, Sendable, Equatable {
  /// No provider had a key; each one's reason, in the order in which they were asked.
  case noCredentials([CredentialReason])
  /// A name, an endpoint or a region that cannot be used, before anything was sent.
  case configuration(String)
  /// AWS answered and does not want our key or our signature, or the key may not do this.
  case refused(ServiceError)
  /// The bucket or the object is not there.
  case notFound(ServiceError)
  /// An object that was listed is not there any more.
  case vanished(AWSOperation)
  /// An object is another one than was listed, or than the one whose beginning was read.
  case changed(AWSOperation)
  /// No usable answer came, after all tries.
  case transport(TransportError, AWSOperation)
  /// AWS answered with any other error, after all tries.
  case service(ServiceError)
  /// The answer is not one that the API gives; what is wrong with it.
  case malformedAnswer(String, AWSOperation)
}

/// What was tried when something went wrong.
public struct AWSOperation: Sendable, Equatable {
  /// The permission that it takes, such as `s3:ListBucket`.
  public let action: String
  /// What is done, for "cannot list …".
  public let verb: String
  /// What it is done to, such as `s3://audit/keys/`, fit for printing.
  public let resource: String
  /// What a policy would name, such as `arn:aws:s3:::audit`.
  public let arn: String
  /// What "access denied" may mean beside a missing permission, each as a clause.
  public let otherCauses: [String]
  /// A sentence that follows what went wrong, whatever it was.
  let remark: String?

  /// One kind of request on one thing.
  public init(action: String, verb: String, resource: String, arn: String, otherCauses: [String] = []) {
    self.init(action: action, verb: verb, resource: resource, arn: arn, otherCauses: otherCauses, remark: nil)
  }

  /// The same with a remark.
  init(
    action: String, verb: String, resource: String, arn: String, otherCauses: [String] = [], remark: String?
  ) {
    self.remark = remark
    self.otherCauses = otherCauses.map { Words.printable($0) }
    self.action = action
    self.verb = verb
    self.resource = Words.printable(resource)
    self.arn = Words.printable(arn)
  }
}
