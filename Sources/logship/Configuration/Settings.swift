import AzureMonitor
import Delivery
import Logging
import Records

/// The configuration of one run: every value decided, checked and typed, each with its origin.
struct Settings: Sendable {
  var source: Source
  var format: InputFormat
  var accessKeyIDs: AccessKeyIDs
  /// True where events are sent with whole key ids though nobody chose so: the preset's rules look at them.
  var showsKeysOfEvents: Bool
  var keys: KeySelection
  var rollup: Rollup
  var columns: Columns
  var destination: Destination
  var aws: AWS
  var s3: S3
  var batch: Batch
  var retry: Retry
  var timeouts: Timeouts
  var shutdown: Shutdown
  var tls: TLS
  /// The folder of what is remembered between runs; nil for a user without a home, who may never need one.
  var state: String?
  var ledger: Ledger
  var spool: Spool
  var rejects: Rejects
  var log: Log

  /// The configuration file that was read.
  var file: String?
  /// The file to write a setting into: the one that was read, else the user's own.
  var fileToMend: String
  /// What every value came to, for `logship check`, in the order of the table.
  var rows: [Row]
  /// What is odd and no error; every command tells it.
  var warnings: [String]

  struct Row: Sendable, Equatable {
    let path: String
    /// As it may be shown: secrets and passwords masked.
    let value: String
    let origin: Origin
    /// Of a secret: the form in which it is kept, where there is one to show.
    var detail = ""

    /// Where the value comes from, in words.
    var place: String { detail.isEmpty ? "\(origin)" : "\(origin) \(detail)" }
  }
}

extension Settings {
  struct Source: Sendable, Equatable {
    var paths: [String]
    var lookback: Duration
    var include: [String]
    var exclude: [String]
  }

  enum InputFormat: String, CaseIterable, Sendable {
    case auto, json, ndjson, csv
  }

  enum AccessKeyIDMode: String, CaseIterable, Sendable {
    case masked, full, hashed
  }

  enum AccessKeyIDs: Sendable, Equatable {
    case masked
    case full
    case hashed(SecretSource)
  }

  enum UnknownFields: String, CaseIterable, Sendable {
    case drop, keep
  }

  struct Rollup: Sendable, Equatable {
    /// nil sends each event.
    var every: Duration?
    var maxGroups: Int
  }

  struct Columns: Sendable, Equatable {
    var rename: [NamedText]
    var drop: [String]
    var add: [NamedText]
    var unknown: UnknownFields
    var keep: [String]
    var preset: ColumnPlan.Preset
  }

  struct AWS: Sendable, Equatable {
    var region: String?
    var profile: String?
    var endpoint: String?
    var allowPlainHTTP: Bool
    var assumeRole = AssumeRole(durationSeconds: AWSSettings.durationSeconds.fallback)
  }

  struct AssumeRole: Sendable, Equatable {
    /// Nil where no role is assumed.
    var roleARN: String?
    var externalID: String?
    var sessionName: String?
    var durationSeconds: Int
  }

  struct S3: Sendable, Equatable {
    var concurrency: Int
    /// True where who asks pays.
    var paysForRequests: Bool
    var expectedBucketOwner: String?
    var failOnArchived: Bool
  }

  struct Batch: Sendable, Equatable {
    var maxBytes: Int
    var maxInFlight: Int
    var maxAge: Duration
  }

  struct Retry: Sendable, Equatable {
    var budget: Duration
    var maxBackoff: Duration
  }

  struct Timeouts: Sendable, Equatable {
    var connect: Duration
    var stall: Duration
  }

  struct Shutdown: Sendable, Equatable {
    var grace: Duration
  }

  struct TLS: Sendable, Equatable {
    var caFile: String?
  }

  struct Ledger: Sendable, Equatable {
    var keep: Duration
  }

  struct Spool: Sendable, Equatable {
    var maxBytes: Int
  }

  struct Rejects: Sendable, Equatable {
    var maxBytes: Int
    var keep: Duration
  }

  enum LogFormat: String, CaseIterable, Sendable {
    case text, json
  }

  struct Log: Sendable, Equatable {
    var level: Logger.Level
    var format: LogFormat
  }
}
