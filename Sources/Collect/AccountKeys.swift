import AWS
import Threads

/// The access keys of all users of one account.
struct AccountKeys: Sendable {
  let iam: IAM
  let account: String
  /// `2026-11-24`.
  let day: String
  /// How many users are asked about at the same time.
  let concurrency: Int
  /// Makes a key's id as it may leave the machine.
  let keyID: @Sendable (String) -> String

  private struct Work {
    var waiting: [(index: Int, user: IAM.User)] = []
    var isListed = false
    var found: [Int: [KeyReport]] = [:]
    var failure: AWSError?
    /// Users and keys that were deleted after they were listed.
    var gone = 0
  }

  /// What an account has.
  struct Found: Sendable {
    var reports: [KeyReport]
    var users: Int
    /// Users and keys that were deleted after they were listed.
    var gone: Int
  }

  /// Asks for all of them; users stand in the order in which IAM lists them.
  ///
  /// - Throws: The first error of any call: what is known of the others is then not the account.
  func collect() throws(AWSError) -> Found {
    let work = Monitor(Work())
    let threads = (0..<concurrency).compactMap { _ in WorkerThread { self.ask(work) } }
    defer { for thread in threads { thread.join() } }
    let users: Int
    do throws(AWSError) {
      users = try list(into: work)
    } catch {
      work.change { $0.failure = $0.failure ?? error }
      throw error
    }
    // Where the system gave no thread at all, this one does the work.
    if threads.isEmpty { ask(work) }
    for thread in threads { thread.join() }
    let done = work.change { $0 }
    if let failure = done.failure { throw failure }
    return Found(
      reports: done.found.sorted { $0.key < $1.key }.flatMap(\.value), users: users, gone: done.gone)
  }

  private func list(into work: Monitor<Work>) throws(AWSError) -> Int {
    var count = 0
    var marker: IAM.Marker?
    repeat {
      let page = try iam.users(after: marker)
      let first = count
      let isFailed = work.change { work in
        work.waiting += page.items.enumerated().map { (first + $0.offset, $0.element) }
        work.isListed = page.marker == nil
        return work.failure != nil
      }
      count += page.items.count
      marker = isFailed ? nil : page.marker
    } while marker != nil
    return count
  }

  /// Takes users until there are no more.
  private func ask(_ work: Monitor<Work>) {
    while let (index, user) = next(work) {
      do throws(AWSError) {
        let (reports, gone) = try reports(of: user)
        work.change { work in
          work.found[index] = reports
          work.gone += gone
        }
      } catch {
        work.change { $0.failure = $0.failure ?? error }
      }
    }
  }

  private func next(_ work: Monitor<Work>) -> (index: Int, user: IAM.User)? {
    work.wait { (work: inout Work) -> (index: Int, user: IAM.User)?? in
      if work.failure != nil { return .some(nil) }
      if !work.waiting.isEmpty { return .some(work.waiting.removeFirst()) }
      return work.isListed ? .some(nil) : nil
    }
  }

  private func reports(of user: IAM.User) throws(AWSError) -> (reports: [KeyReport], gone: Int) {
    guard let keys = try keys(of: user) else { return ([], 1) }
    var reports: [KeyReport] = []
    var gone = 0
    for key in keys {
      do throws(AWSError) {
        reports.append(report(key, of: user, try iam.lastUse(ofKey: key.id)))
      } catch .notFound {
        gone += 1
      } catch .refused(let error) where !error.concernsKey {
        // IAM may refuse to tell of a key that is no longer there, as of one of another account.
        let isListed = try self.keys(of: user)?.contains { $0.id == key.id } ?? false
        guard !isListed else { throw .refused(error) }
        gone += 1
      }
    }
    return (reports, gone)
  }

  /// A user's keys; nil where there is no such user any more.
  private func keys(of user: IAM.User) throws(AWSError) -> [IAM.AccessKey]? {
    var keys: [IAM.AccessKey] = []
    var marker: IAM.Marker?
    repeat {
      do throws(AWSError) {
        let page = try iam.accessKeys(of: user.name, after: marker)
        keys += page.items
        marker = page.marker
      } catch .notFound {
        return nil
      }
    } while marker != nil
    return keys
  }

  private func report(_ key: IAM.AccessKey, of user: IAM.User, _ use: IAM.LastUse) -> KeyReport {
    var report = KeyReport(day: day, user: user.name, account: account)
    report.keyID = keyID(key.id)
    report.created = ReportTime.text(key.created)
    report.status = key.status
    if let time = use.time {
      report.lastUsed = ReportTime.text(time)
      report.region = use.region
      report.service = use.service
    }
    return report
  }
}
