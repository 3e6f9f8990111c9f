/// Whom a token is to let in.
public enum TokenAudience: Sendable {
  /// The Logs Ingestion API.
  case monitor
  /// Azure Resource Manager, which tells what a rule declares.
  case management
}
