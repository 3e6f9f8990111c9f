/// What is taken from an event of CloudTrail, by the names that it has there.
///
/// Source: AWS CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
enum EventField: Int, CaseIterable {
  case eventTime, accountID, recipientAccountID, principalType, principalArn, userName, accessKeyID, eventSource,
    eventName, eventCategory, region, sourceIP, userAgent, vpcEndpointID, tlsVersion, invokedBy, errorCode,
    errorMessage, readOnly, mfaAuthenticated, eventID, sharedEventID
  // Not columns of their own.
  case issuerType, issuerUserName, eventType

  /// Where the value stands in the event.
  var inputName: StaticString {
    switch self {
    case .eventTime: "eventTime"
    case .accountID: "userIdentity.accountId"
    case .recipientAccountID: "recipientAccountId"
    case .principalType: "userIdentity.type"
    case .principalArn: "userIdentity.arn"
    case .userName: "userIdentity.userName"
    case .accessKeyID: "userIdentity.accessKeyId"
    case .eventSource: "eventSource"
    case .eventName: "eventName"
    case .eventCategory: "eventCategory"
    case .region: "awsRegion"
    case .sourceIP: "sourceIPAddress"
    case .userAgent: "userAgent"
    case .vpcEndpointID: "vpcEndpointId"
    case .tlsVersion: "tlsDetails.tlsVersion"
    case .invokedBy: "userIdentity.invokedBy"
    case .errorCode: "errorCode"
    case .errorMessage: "errorMessage"
    case .readOnly: "readOnly"
    case .mfaAuthenticated: "userIdentity.sessionContext.attributes.mfaAuthenticated"
    case .eventID: "eventID"
    case .sharedEventID: "sharedEventID"
    case .issuerType: "userIdentity.sessionContext.sessionIssuer.type"
    case .issuerUserName: "userIdentity.sessionContext.sessionIssuer.userName"
    case .eventType: "eventType"
    }
  }

  /// True where the value says whose key the event is about: there broken text is a reject, elsewhere it is repaired.
  var isIdentity: Bool {
    switch self {
    case .accountID, .userName, .accessKeyID, .issuerUserName: true
    default: false
    }
  }

  @inline(__always)
  var bit: UInt32 { 1 << UInt32(truncatingIfNeeded: rawValue) }
}

/// An object of an event from which values are taken.
enum EventObject: Int, CaseIterable {
  case event, userIdentity, sessionContext, sessionIssuer, attributes, tlsDetails

  var inputName: StaticString {
    switch self {
    case .event: "the event"
    case .userIdentity: "userIdentity"
    case .sessionContext: "userIdentity.sessionContext"
    case .sessionIssuer: "userIdentity.sessionContext.sessionIssuer"
    case .attributes: "userIdentity.sessionContext.attributes"
    case .tlsDetails: "tlsDetails"
    }
  }

  var bit: UInt8 { 1 << UInt8(rawValue) }
}

/// What a name in one of the objects of an event means.
enum EventMember {
  case text(EventField)
  case object(EventObject)
  /// Known, and not taken.
  case other

  /// Whether a name is one of those of which an event has two.
  static func isMark(_ name: ByteSlice) -> Bool {
    marks.contains { $0.count == name.count && name.bytes.elementsEqual($0) }
  }

  private static let marks = members(of: .event).filter(\.isMark).map { Array($0.name.utf8) }

  /// The members that AWS describes, in the order in which they mostly come.
  static func members(of object: EventObject) -> [(name: String, member: EventMember, isMark: Bool)] {
    func text(_ name: String, _ field: EventField, isMark: Bool = false) -> (String, EventMember, Bool) {
      (name, .text(field), isMark)
    }
    func other(_ names: String...) -> [(String, EventMember, Bool)] { names.map { ($0, .other, false) } }
    switch object {
    case .event:
      return [
        ("eventVersion", .other, true), ("userIdentity", .object(.userIdentity), true),
        text("eventTime", .eventTime, isMark: true), text("eventSource", .eventSource, isMark: true),
        text("eventName", .eventName, isMark: true), text("awsRegion", .region, isMark: true),
        text("sourceIPAddress", .sourceIP), text("userAgent", .userAgent), text("errorCode", .errorCode),
        text("errorMessage", .errorMessage),
      ] + other("requestParameters", "responseElements", "additionalEventData", "requestID") + [
        text("eventID", .eventID, isMark: true), text("readOnly", .readOnly),
      ] + other("resources") + [text("eventType", .eventType, isMark: true)]
        + other("apiVersion", "managementEvent") + [
          text("recipientAccountId", .recipientAccountID), text("sharedEventID", .sharedEventID),
          text("vpcEndpointId", .vpcEndpointID),
        ] + other("vpcEndpointAccountId", "serviceEventDetails") + [
          text("eventCategory", .eventCategory), ("tlsDetails", .object(.tlsDetails), false),
        ]
        + other(
          "sessionCredentialFromConsole", "addendum", "edgeDeviceDetails", "insightDetails", "eventContext")
    case .userIdentity:
      return [text("type", .principalType)] + other("principalId") + [
        text("arn", .principalArn), text("accountId", .accountID), text("accessKeyId", .accessKeyID),
        text("userName", .userName), ("sessionContext", .object(.sessionContext), false),
        text("invokedBy", .invokedBy),
      ] + other("identityProvider", "credentialId", "onBehalfOf", "inScopeOf", "invokedByDelegate")
    case .sessionContext:
      return [("sessionIssuer", .object(.sessionIssuer), false)] + other("webIdFederationData") + [
        ("attributes", .object(.attributes), false)
      ] + other("sourceIdentity", "ec2RoleDelivery", "assumedRoot", "signInSessionArn")
    case .sessionIssuer:
      return [text("type", .issuerType)] + other("principalId", "arn", "accountId") + [
        text("userName", .issuerUserName)
      ]
    case .attributes: return other("creationDate") + [text("mfaAuthenticated", .mfaAuthenticated)]
    case .tlsDetails: return [text("tlsVersion", .tlsVersion)] + other("cipherSuite", "clientProvidedHostHeader")
    }
  }
}
