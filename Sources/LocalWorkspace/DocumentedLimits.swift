/// What the service's documentation says that it refuses, cuts or replaces, in literals of this stand-in's own.
///
/// The sender has limits of its own; nothing here is shared with it, so that a mistake there is not repeated here.
public enum DocumentedLimits {
  // Page "HTTP Data Collector API", section "Data limits".

  /// "Maximum of 30 MB per post to Azure Monitor Data Collector API." Read as megabytes of a million bytes, the smaller of the two readings.
  public static let bodyBytes = 30_000_000

  /// "Maximum of 32 KB for field values. If the field value is greater than 32 KB, the data will be truncated."
  public static let fieldBytes = 32_768

  /// "Maximum of 45 characters for column names." Read as the name that is sent, before the service adds its suffix.
  public static let columnNameCharacters = 45

  /// How many columns a table has; properties past them go to the dynamic column `AdditionalFields`.
  ///
  /// Page "Azure Monitor service limits", section "Log Analytics workspaces".
  public static let columnsInTable = 500

  /// The column that takes the properties for which a table has no column left (page as above).
  public static let overflowColumn = "AdditionalFields"

  // Page "HTTP Data Collector API", section "Record type and properties".

  /// The names of section "Reserved properties" (tenant, TimeGenerated, RawData), compared without case.
  public static let reservedNames: Set<String> = ["tenant", "timegenerated", "rawdata"]

  /// A property that fills the standard column of its name and gets no suffix (MicrosoftDocs/azure-docs issue 59818).
  public static let unsuffixedName = "Computer"

  // Page "HTTP Data Collector API", section "Request headers".

  /// The most characters of a `Log-Type`: "it can't exceed 100 characters".
  public static let logTypeCharacters = 100

  /// The only value of `api-version`, in section "Request URI".
  public static let apiVersion = "2016-04-01"

  /// The path, in section "Request URI", which is also the last line of the string to sign.
  public static let path = "/api/logs"

  /// The only `Content-Type` of section "Request URI".
  public static let contentType = "application/json"

  /// How far `x-ms-date` may be off the service's clock.
  ///
  /// Azure Monitor support guide, "Investigate HTTP Data Collector API Custom Logs": 403 for a drift over 15 minutes.
  public static let clockSkewSeconds = 15 * 60

  // Page "HTTP Data Collector API", header `time-generated-field`: a time may not be "older than 2 days before received
  // time or more than a day in the future"; page "Standard columns in Azure Monitor Logs" says so of all records.

  /// A time older than this is replaced by the time of receipt.
  public static let oldestTimeSeconds = 2 * 24 * 60 * 60

  /// A time further ahead than this is replaced by the time of receipt.
  public static let newestTimeSeconds = 24 * 60 * 60
}
