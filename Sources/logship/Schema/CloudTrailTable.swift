import Records

/// Azure's own table for events of CloudTrail, `AWSCloudTrail`, which the rules of Microsoft Sentinel look at.
///
/// Source: Azure Monitor Logs reference, "AWSCloudTrail". That page calls ids `string`; the table has them as `guid`, and
/// a rule whose transformation gives text for them is refused.
enum CloudTrailTable {
  static let name = "AWSCloudTrail"

  /// How a column of ours becomes one of the table's.
  enum Conversion {
    case asItIs
    /// CloudTrail's ids are sent with `id:` before them.
    case guid
    /// Of an id that has `id:` before it only where it looks like a GUID.
    case withoutPrefix
    /// The user's own name, where ours has the name of the session's issuer too.
    case ownName
  }

  struct Mapping {
    /// The table's column.
    let column: String
    let type: String
    /// Our column, under the name of the schema.
    let source: String
    var conversion = Conversion.asItIs
  }

  static let mappings = [
    Mapping(column: "TimeGenerated", type: "datetime", source: "EventTime"),
    Mapping(column: "AwsEventId", type: "guid", source: "EventId", conversion: .guid),
    Mapping(column: "EventVersion", type: "string", source: "EventVersion"),
    Mapping(column: "EventTypeName", type: "string", source: "EventType"),
    Mapping(column: "EventSource", type: "string", source: "EventSource"),
    Mapping(column: "EventName", type: "string", source: "EventName"),
    Mapping(column: "UserIdentityType", type: "string", source: "PrincipalType"),
    Mapping(column: "UserIdentityPrincipalid", type: "string", source: "PrincipalId"),
    Mapping(column: "UserIdentityArn", type: "string", source: "PrincipalArn"),
    Mapping(column: "UserIdentityAccountId", type: "string", source: "AccountId"),
    Mapping(column: "UserIdentityInvokedBy", type: "string", source: "InvokedBy"),
    Mapping(column: "UserIdentityAccessKeyId", type: "string", source: "AccessKeyId"),
    Mapping(column: "UserIdentityUserName", type: "string", source: "UserName", conversion: .ownName),
    Mapping(column: "SessionMfaAuthenticated", type: "bool", source: "MfaAuthenticated"),
    Mapping(column: "SessionCreationDate", type: "datetime", source: "SessionCreationDate"),
    Mapping(column: "SessionIssuerType", type: "string", source: "SessionIssuerType"),
    Mapping(column: "SessionIssuerPrincipalId", type: "string", source: "SessionIssuerPrincipalId"),
    Mapping(column: "SessionIssuerArn", type: "string", source: "SessionIssuerArn"),
    Mapping(column: "SessionIssuerAccountId", type: "string", source: "SessionIssuerAccountId"),
    Mapping(column: "SessionIssuerUserName", type: "string", source: "SessionIssuerUserName"),
    Mapping(column: "EC2RoleDelivery", type: "string", source: "EC2RoleDelivery"),
    Mapping(column: "AWSRegion", type: "string", source: "Region"),
    Mapping(column: "SourceIpAddress", type: "string", source: "SourceIP"),
    Mapping(column: "UserAgent", type: "string", source: "UserAgent"),
    Mapping(column: "ErrorCode", type: "string", source: "ErrorCode"),
    Mapping(column: "ErrorMessage", type: "string", source: "ErrorMessage"),
    Mapping(column: "RequestParameters", type: "string", source: "RequestParameters"),
    Mapping(column: "ResponseElements", type: "string", source: "ResponseElements"),
    Mapping(column: "AdditionalEventData", type: "string", source: "AdditionalEventData"),
    Mapping(column: "AwsRequestId_", type: "string", source: "RequestId", conversion: .withoutPrefix),
    Mapping(column: "Resources", type: "string", source: "Resources"),
    Mapping(column: "APIVersion", type: "string", source: "ApiVersion"),
    Mapping(column: "ReadOnly", type: "bool", source: "ReadOnly"),
    Mapping(column: "RecipientAccountId", type: "string", source: "RecipientAccountId"),
    Mapping(column: "ServiceEventDetails", type: "string", source: "ServiceEventDetails"),
    Mapping(column: "SharedEventId", type: "guid", source: "SharedEventId", conversion: .guid),
    Mapping(column: "VpcEndpointId", type: "string", source: "VpcEndpointId"),
    Mapping(column: "ManagementEvent", type: "bool", source: "ManagementEvent"),
    Mapping(column: "Category", type: "string", source: "EventCategory"),
    Mapping(column: "TlsVersion", type: "string", source: "TlsVersion"),
    Mapping(column: "CipherSuite", type: "string", source: "CipherSuite"),
    Mapping(column: "ClientProvidedHostHeader", type: "string", source: "ClientProvidedHostHeader"),
  ]

  /// What makes a row of the table of what is sent.
  ///
  /// A transformation knows few functions (Azure Monitor, "Supported KQL features in Azure Monitor transformations"):
  /// `coalesce` and `trim` are none of them.
  static func transform(_ table: RecordTable) -> String {
    let columns = mappings.compactMap { mapping -> String? in
      guard let source = table.sentName(of: mapping.source) else {
        return mapping.column == "TimeGenerated" ? "TimeGenerated = now()" : nil
      }
      let value = mapping.value(source, table)
      return value == mapping.column ? value : "\(mapping.column) = \(value)"
    }
    return "source | project \(columns.joined(separator: ", "))"
  }
}

extension CloudTrailTable.Mapping {
  fileprivate func value(_ source: String, _ table: RecordTable) -> String {
    switch conversion {
    case .asItIs: return source
    case .guid: return "toguid(substring(\(source), 3))"
    case .withoutPrefix: return "iif(\(source) startswith_cs 'id:', substring(\(source), 3), \(source))"
    case .ownName:
      guard let issuer = table.sentName(of: "SessionIssuerUserName") else { return source }
      return "iif(\(source) == \(issuer), '', \(source))"
    }
  }
}
