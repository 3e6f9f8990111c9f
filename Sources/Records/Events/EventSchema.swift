/// The columns of an access-key event, in the order in which they are sent; each has the same type in every record.
public enum AccessKeyEventSchema {
  /// The names that AWS describes for an event's own members, of which `EventReading.keep` may name any, and others.
  public static let members = EventMember.members(of: .event).map(\.name)
  public static let columns: [Column] = EventColumn.allCases.map {
    Column(name: "\($0.name)", kind: $0.kind, meaning: $0.meaning)
  }
}

/// The columns of an access key's usage, in the order in which they are sent; each has the same type in every record.
public enum AccessKeyUsageSchema {
  public static let columns: [Column] = UsageColumn.allCases.map {
    Column(name: "\($0.name)", kind: $0.kind, meaning: $0.meaning)
  }
}

/// The columns of an event.
enum EventColumn: Int, CaseIterable {
  case eventTime, accountID, recipientAccountID, principalType, principalArn, userName, sessionName, accessKeyID,
    accessKeyType, eventSource, eventName, eventCategory, region, sourceIP, userAgent, vpcEndpointID, tlsVersion,
    invokedBy, errorCode, errorMessage, readOnly, mfaAuthenticated, eventID, sharedEventID, recordSource, recordID

  var name: StaticString {
    switch self {
    case .eventTime: "EventTime"
    case .accountID: "AccountId"
    case .recipientAccountID: "RecipientAccountId"
    case .principalType: "PrincipalType"
    case .principalArn: "PrincipalArn"
    case .userName: "UserName"
    case .sessionName: "SessionName"
    case .accessKeyID: "AccessKeyId"
    case .accessKeyType: "AccessKeyType"
    case .eventSource: "EventSource"
    case .eventName: "EventName"
    case .eventCategory: "EventCategory"
    case .region: "Region"
    case .sourceIP: "SourceIP"
    case .userAgent: "UserAgent"
    case .vpcEndpointID: "VpcEndpointId"
    case .tlsVersion: "TlsVersion"
    case .invokedBy: "InvokedBy"
    case .errorCode: "ErrorCode"
    case .errorMessage: "ErrorMessage"
    case .readOnly: "ReadOnly"
    case .mfaAuthenticated: "MfaAuthenticated"
    case .eventID: "EventId"
    case .sharedEventID: "SharedEventId"
    case .recordSource: "RecordSource"
    case .recordID: "RecordId"
    }
  }

  var kind: Column.Kind {
    switch self {
    case .eventTime: .time
    case .readOnly, .mfaAuthenticated: .boolean
    default: .text
    }
  }

  var meaning: String {
    switch self {
    case .eventTime: "when the call was made"
    case .accountID: "AWS account of who called, twelve digits"
    case .recipientAccountID: "AWS account that got the event, twelve digits"
    case .principalType: "kind of who called, such as IAMUser or AssumedRole"
    case .principalArn: "ARN of who called"
    case .userName: "IAM user who called, or the issuer of the session; the root user has none"
    case .sessionName: "last part of a session's ARN"
    case .accessKeyID: "id of the key that signed the call, masked unless configured otherwise"
    case .accessKeyType: "long-term, temporary, bearer or context, by the first letters of the id"
    case .eventSource: "service that was called"
    case .eventName: "what was called"
    case .eventCategory: "Management or Data"
    case .region: "region of the call"
    case .sourceIP: "address that the call came from, or a service's name"
    case .userAgent: "program that called, as it says itself"
    case .vpcEndpointID: "VPC endpoint that the call went through"
    case .tlsVersion: "TLS version of the call"
    case .invokedBy: "AWS service that called for somebody"
    case .errorCode: "why the call failed, in a word"
    case .errorMessage: "why the call failed"
    case .readOnly: "whether the call could change nothing"
    case .mfaAuthenticated: "whether the session began with a second factor"
    case .eventID: "CloudTrail's id of the event, with id: before it"
    case .sharedEventID: "id that the copies of one event in several accounts share, with id: before it"
    case .recordSource: "s3://bucket/key, the path as given, or stdin"
    case .recordID: "the same for the same event, for removing repeats"
    }
  }
}

/// The columns of a usage.
enum UsageColumn: Int, CaseIterable {
  case eventTime, accountID, userName, accessKeyID, accessKeyType, eventSource, eventName, region, sourceIP, errorCode,
    uses, firstUse, lastUse, recordSource, recordID

  /// The column of an event that it is named after; nil for the usage's own.
  var event: EventColumn? {
    switch self {
    case .eventTime: .eventTime
    case .accountID: .accountID
    case .userName: .userName
    case .accessKeyID: .accessKeyID
    case .accessKeyType: .accessKeyType
    case .eventSource: .eventSource
    case .eventName: .eventName
    case .region: .region
    case .sourceIP: .sourceIP
    case .errorCode: .errorCode
    case .recordSource: .recordSource
    case .recordID: .recordID
    case .uses, .firstUse, .lastUse: nil
    }
  }

  var name: StaticString {
    switch self {
    case .uses: "Uses"
    case .firstUse: "FirstUse"
    case .lastUse: "LastUse"
    default: event?.name ?? ""
    }
  }

  var kind: Column.Kind {
    switch self {
    case .uses: .number
    case .firstUse, .lastUse: .time
    default: event?.kind ?? .text
    }
  }

  var meaning: String {
    switch self {
    case .eventTime: "beginning of the stretch of time that is counted together"
    case .uses: "how many calls"
    case .firstUse: "the first of them"
    case .lastUse: "the last of them"
    case .recordID: "the same for the same calls, for removing repeats"
    default: event?.meaning ?? ""
    }
  }
}
