import AWS

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
      guard let reports = reports(in: text), !reports.isEmpty else {
        return (unknown, "the root user of \(account) has access keys that the credential report does not show yet")
      }
      return (reports, nil)
    } catch .refused(let error) where !error.concernsKey {
      return (unknown, "the root user of \(account) has access keys; more is not known: \(error)")
    }
  }

  /// The keys in the root user's row; nil where there is no such row.
  func reports(in csv: [UInt8]) -> [KeyReport]? {
    let lines = String(decoding: csv, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let header = lines.first?.split(separator: ",", omittingEmptySubsequences: false) else { return nil }
    // The row of the root user has no cell with a comma or a quote in it.
    let row = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .first { $0.first.map(String.init) == Self.user }
    guard let row, row.count == header.count else { return nil }
    func cell(_ name: String) -> String? {
      guard let index = header.firstIndex(where: { $0 == name }) else { return nil }
      let text = String(row[index])
      return ["", "N/A", "no_information", "not_supported"].contains(text) ? nil : text
    }
    return [1, 2].compactMap { slot in
      guard let created = cell("access_key_\(slot)_last_rotated") else { return nil }
      var report = KeyReport(day: day, user: Self.user, account: account)
      report.created = Self.time(created)
      report.status = cell("access_key_\(slot)_active") == "true" ? "Active" : "Inactive"
      if let used = cell("access_key_\(slot)_last_used_date") {
        report.lastUsed = Self.time(used)
        report.region = cell("access_key_\(slot)_last_used_region")
        report.service = cell("access_key_\(slot)_last_used_service")
      }
      return report
    }
  }

  /// `2019-06-25T21:52:43+00:00` or `…Z` without its zone, which is always UTC.
  private static func time(_ text: String) -> String { String(text.prefix(19)) }
}
