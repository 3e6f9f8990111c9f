import AWS
import Records

/// The access keys of the root user, whom no list of users has.
///
/// The account's summary tells whether there are any, the credential report what became of them
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>).
struct RootKeys: Sendable {
  /// How the credential report calls the root user.
  static let user = "<root_account>"

  let iam: IAM
  let account: String
  let day: String
  /// Waits before AWS is asked again whether the report is there.
  let pause: @Sendable () -> Void

  /// What is known of them, and what to tell where that is not all.
  ///
  /// - Throws: Any error but a denial: who may not read the summary or the report gets the others all the same.
  func collect() throws(AWSError) -> (reports: [KeyReport], warning: String?) {
    let count: Int
    do throws(AWSError) {
      count = try iam.rootAccessKeys()
    } catch .refused(let error) where !error.concernsKey {
      return ([], "whether the root user of \(account) has access keys is not known: \(error)")
    }
    guard count > 0 else { return ([], nil) }
    let unknown = [KeyReport(day: day, user: Self.user, account: account)]
    do throws(AWSError) {
      guard let text = try iam.credentialReport(pause: pause) else {
        return (unknown, "the root user of \(account) has access keys, and AWS did not finish the credential report")
      }
      let reports = reports(in: text)
      guard !reports.isEmpty else {
        return (unknown, "the root user of \(account) has access keys that the credential report does not show yet")
      }
      return (reports, nil)
    } catch .refused(let error) where !error.concernsKey {
      return (unknown, "the root user of \(account) has access keys; more is not known: \(error)")
    }
  }

  /// The keys in the root user's row.
  func reports(in csv: [UInt8]) -> [KeyReport] {
    let reader = RecordReader(format: .csv)
    var reports: [KeyReport] = []
    func take() {
      while true {
        switch reader.next() {
        case .record: if reader.text(of: .user) == Self.user { reports.append(report(reader)) }
        case .rejected, .skipped, .repeatedHeader: continue
        case .needsInput, .ended: return
        }
      }
    }
    var rest = csv[...]
    while !rest.isEmpty {
      reader.add(from: &rest)
      take()
    }
    reader.sourceEnded()
    take()
    return reports
  }

  private func report(_ row: RecordReader) -> KeyReport {
    var report = KeyReport(day: day, user: Self.user, account: account)
    report.slot = row.text(of: .keySlot)
    report.created = row.text(of: .createDate).flatMap(Self.time)
    report.status = row.text(of: .status)
    report.lastUsed = row.text(of: .lastUsedDate).flatMap(Self.time)
    report.region = row.text(of: .region)
    report.service = row.text(of: .serviceName)
    return report
  }

  private static func time(_ text: String) -> String? { Timestamp(text).map { ReportTime.text($0.epochSeconds) } }
}
