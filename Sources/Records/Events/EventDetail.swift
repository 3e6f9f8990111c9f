/// A member of an event that the detection rules of Azure's own table `AWSCloudTrail` look at, beside those that have a
/// column in any case.
///
/// Source: Azure Monitor Logs reference, "AWSCloudTrail", and the analytic rules of Microsoft Sentinel's solution
/// "Amazon Web Services".
struct EventDetail {
  let member: KeptMember
  let column: Column

  private init(
    _ object: EventObject, _ name: String, _ column: String, _ meaning: String, kind: Column.Kind = .text
  ) {
    member = KeptMember(object: object, name: name)
    self.column = Column(name: column, kind: kind, meaning: meaning)
  }

  /// In the order in which they are sent, behind the columns of every event.
  static let all = [
    EventDetail(.event, "eventVersion", "EventVersion", "version of the event's form"),
    EventDetail(.event, "eventType", "EventType", "kind of event, such as AwsApiCall"),
    EventDetail(.userIdentity, "principalId", "PrincipalId", "unique id of who called"),
    EventDetail(.sessionIssuer, "type", "SessionIssuerType", "kind of who issued the session"),
    EventDetail(.sessionIssuer, "principalId", "SessionIssuerPrincipalId", "unique id of who issued the session"),
    EventDetail(.sessionIssuer, "arn", "SessionIssuerArn", "ARN of who issued the session"),
    EventDetail(.sessionIssuer, "accountId", "SessionIssuerAccountId", "account of who issued the session"),
    EventDetail(
      .sessionIssuer, "userName", "SessionIssuerUserName", "name of the role or user that issued the session"),
    EventDetail(.attributes, "creationDate", "SessionCreationDate", "when the session began", kind: .time),
    EventDetail(
      .sessionContext, "ec2RoleDelivery", "EC2RoleDelivery", "version of the metadata service that gave the key"),
    EventDetail(.event, "requestParameters", "RequestParameters", "what was asked for, as JSON text"),
    EventDetail(.event, "responseElements", "ResponseElements", "what was answered, as JSON text"),
    EventDetail(.event, "additionalEventData", "AdditionalEventData", "what belongs to neither, as JSON text"),
    EventDetail(.event, "requestID", "RequestId", "the called service's id of the call"),
    EventDetail(.event, "resources", "Resources", "what the call was about, as JSON text"),
    EventDetail(.event, "apiVersion", "ApiVersion", "version of the API that was called"),
    EventDetail(.event, "managementEvent", "ManagementEvent", "whether the call managed a resource", kind: .boolean),
    EventDetail(
      .event, "serviceEventDetails", "ServiceEventDetails", "what triggered an event of a service, as JSON text"),
    EventDetail(.tlsDetails, "cipherSuite", "CipherSuite", "cipher suite of the call"),
    EventDetail(
      .tlsDetails, "clientProvidedHostHeader", "ClientProvidedHostHeader", "host name that the call asked for"),
  ]
}

/// A member of one of an event's objects whose value is kept as it came.
struct KeptMember {
  let object: EventObject
  let name: String
}

extension EventReading {
  /// What is kept of each event, in the order of `EventFields.kept`.
  var keptMembers: [KeptMember] {
    (details ? EventDetail.all.map(\.member) : []) + ownKeep.map { KeptMember(object: .event, name: $0) }
  }

  /// The names of `keep` that no detail has a column for already.
  var ownKeep: [String] {
    guard details else { return keep }
    return keep.filter { name in !EventDetail.all.contains { $0.member.object == .event && $0.member.name == name } }
  }
}
