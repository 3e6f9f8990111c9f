import Foundation
import Support
import Testing

@testable import State

@Suite("The lock of a state folder")
struct StateLockTests {
  /// A process that takes the lock as any program can, and says so.
  private static let holder = """
    import fcntl, sys, time
    file = open(sys.argv[1], "r+" if sys.argv[2] == "kept" else "w+")
    fcntl.flock(file, fcntl.LOCK_EX)
    if sys.argv[2] != "kept":
        file.write('{"pid":4312,"command":"logship ship","since":1795478402}')
        file.flush()
    open(sys.argv[1] + ".held", "w").close()
    time.sleep(float(sys.argv[3]))
    """

  /// A program that another test starts at the same moment has all descriptors until it runs.
  private static let patience = Duration.seconds(20)

  private func hold(_ folder: TemporaryFolder, _ text: String = "told", seconds: Double) throws -> ChildProcess {
    let lock = "\(folder.path)/lock"
    let child = try ChildProcess(
      "/usr/bin/env", ["python3", "-c", Self.holder, lock, text, "\(seconds)"],
      environment: ProcessInfo.processInfo.environment, output: .null, error: .null)
    let deadline = ContinuousClock.now + .seconds(20)
    while !FileManager.default.fileExists(atPath: "\(lock).held") {
      try #require(ContinuousClock.now < deadline, "the other process did not take the lock")
      usleep(10_000)
    }
    return child
  }

  private func held(_ error: LockFailure?) -> StateLock.Holder?? {
    guard case .held(let holder) = error else { return nil }
    return holder
  }

  @Test("names the process that holds it")
  func refused() throws {
    let folder = try TemporaryFolder()
    let child = try hold(folder, seconds: 60)
    let error = #expect(throws: LockFailure.self) {
      try StateLock.acquire(in: StateFolder(path: folder.path), command: "logship replay")
    }
    #expect(held(error) == StateLock.Holder(pid: 4312, command: "logship ship", since: 1_795_478_402))
    #expect(held(error)??.description == "process 4312 (logship ship, since 2026-11-24T00:00:02Z)")
    child.send(SIGKILL)
    try child.wait()
  }

  @Test("is looked at without being taken")
  func standing() throws {
    let folder = try TemporaryFolder()
    let state = StateFolder(path: folder.path)
    #expect(try StateLock.standing(of: StateFolder(path: "\(folder.path)/none")) == .free)
    #expect(try StateLock.standing(of: state) == .free)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    let child = try hold(folder, seconds: 60)
    let holder = StateLock.Holder(pid: 4312, command: "logship ship", since: 1_795_478_402)
    #expect(try StateLock.standing(of: state) == .held(by: holder))
    child.send(SIGKILL)
    try child.wait()
    #expect(try StateLock.standing(of: state) == .free)
    _ = try StateLock.acquire(in: state, command: "logship ship", wait: Self.patience)
  }

  @Test("is free once its process was killed")
  func killed() throws {
    let folder = try TemporaryFolder()
    let child = try hold(folder, seconds: 60)
    child.send(SIGKILL)
    #expect(try child.wait() == 128 + SIGKILL)
    let lock = try StateLock.acquire(in: StateFolder(path: folder.path), command: "logship ship")
    withExtendedLifetime(lock) {}
  }

  @Test("is waited for, and taken when it is let go")
  func waiting() throws {
    let folder = try TemporaryFolder()
    let child = try hold(folder, seconds: 0.5)
    let lock = try StateLock.acquire(in: StateFolder(path: folder.path), command: "logship ship", wait: .seconds(30))
    withExtendedLifetime(lock) {}
    #expect(try child.wait() == 0)
  }

  @Test("is waited for no longer than asked, nor after a cancellation")
  func waitEnds() throws {
    let folder = try TemporaryFolder()
    let child = try hold(folder, seconds: 60)
    let state = StateFolder(path: folder.path)
    let start = ContinuousClock.now
    #expect(throws: LockFailure.self) { try StateLock.acquire(in: state, command: "c", wait: .milliseconds(200)) }
    #expect(ContinuousClock.now - start >= .milliseconds(200))
    #expect(throws: LockFailure.self) {
      try StateLock.acquire(in: state, command: "c", wait: .seconds(60), isCancelled: { true })
    }
    #expect(ContinuousClock.now - start < .seconds(30))
    child.send(SIGKILL)
    try child.wait()
  }

  @Test("has no name for a holder that has not told it", arguments: ["", "{", #"{"pid":"x"}"#])
  func unnamed(text: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("lock", text: text)
    let child = try hold(folder, "kept", seconds: 60)
    let error = #expect(throws: LockFailure.self) {
      try StateLock.acquire(in: StateFolder(path: folder.path), command: "c")
    }
    #expect(held(error) == .some(nil))
    child.send(SIGKILL)
    try child.wait()
  }

  @Test("is kept from a second one in the same process, let go with the first, and never removed")
  func twice() throws {
    let folder = try TemporaryFolder()
    let state = StateFolder(path: "\(folder.path)/a/state")
    var lock: StateLock? = try StateLock.acquire(in: state, command: "logship ship")
    let error = #expect(throws: LockFailure.self) { try StateLock.acquire(in: state, command: "logship ship") }
    #expect(held(error)??.pid == getpid())
    #expect(held(error)??.command == "logship ship")
    withExtendedLifetime(lock) {}
    lock = nil
    lock = try StateLock.acquire(in: state, command: "logship replay", wait: Self.patience)
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(state.path)/lock")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    withExtendedLifetime(lock) {}
  }

  @Test("does not go to programs that are started")
  func children() throws {
    let folder = try TemporaryFolder()
    let state = StateFolder(path: folder.path)
    var lock: StateLock? = try StateLock.acquire(in: state, command: "logship ship")
    withExtendedLifetime(lock) {}
    let child = try ChildProcess(
      "/bin/sleep", ["60"], environment: [:], output: .null, error: .null)
    lock = nil
    lock = try StateLock.acquire(in: state, command: "logship ship", wait: Self.patience)
    withExtendedLifetime(lock) {}
    child.send(SIGKILL)
    try child.wait()
  }

  @Test("says what is wrong with a path that cannot be a state folder")
  func notAFolder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("state", text: "")
    let error = #expect(throws: LockFailure.self) {
      try StateLock.acquire(in: StateFolder(path: path), command: "c")
    }
    guard case .state(let reason) = error else {
      Issue.record("it is no fault of the disk: \(String(describing: error))")
      return
    }
    #expect(reason.description.contains(path))
  }
}
