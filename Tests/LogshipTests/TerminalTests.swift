import Foundation
import Logging
import Synchronization
import Testing

@testable import logship

/// Takes what a console writes.
private final class Paper: Sendable {
  private let pieces = Mutex<[String]>([])

  var written: [String] { pieces.withLock { $0 } }

  func console(isTerminal: Bool, width: Int = 80) -> Console {
    Console(isTerminal: isTerminal, width: { width }) { piece in self.pieces.withLock { $0.append(piece) } }
  }

  /// What a terminal shows in the end: a carriage return goes to the first column, ESC [K clears from there.
  var screen: [String] {
    var lines = [""]
    for piece in written {
      for part in piece.replacing("\r\u{1B}[K", with: "\r").split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if part.offset > 0 { lines.append("") }
        let shown = part.element.split(separator: "\r", omittingEmptySubsequences: false)
        lines[lines.count - 1] = (shown.count > 1 ? "" : lines[lines.count - 1]) + (shown.last ?? "")
      }
    }
    return lines
  }
}

@Suite struct TerminalTests {
  @Test func `A line takes the progress line away and puts it back, in one write`() {
    let paper = Paper()
    let console = paper.console(isTerminal: true)
    console.showProgress("1 record")
    console.line("something")
    console.showProgress("2 records")
    #expect(paper.screen == ["something", "2 records"])
    #expect(paper.written.count == 3)
    console.showProgress("")
    console.line("the end")
    #expect(paper.screen == ["something", "the end", ""])
  }

  @Test func `Off a terminal nothing of the progress line is written`() {
    let paper = Paper()
    let line = ProgressLine(on: paper.console(isTerminal: false))
    line.update(RunProgress(records: 1, bytes: 1, elapsed: .seconds(1)))
    line.finish()
    #expect(paper.written == [])
  }

  @Test func `A progress line is cut before the last column`() {
    let paper = Paper()
    paper.console(isTerminal: true, width: 10).showProgress("0123456789abc")
    #expect(paper.screen == ["012345678"])
  }

  @Test func `No progress line is drawn once the run is over`() {
    let paper = Paper()
    let line = ProgressLine(on: paper.console(isTerminal: true))
    line.update(RunProgress(records: 1, elapsed: .zero))
    #expect(paper.screen == ["1 records  0 B"])
    line.finish()
    line.update(RunProgress(records: 2, elapsed: .seconds(1)))
    #expect(paper.screen == [""])
  }

  @Test func `Lines of many threads are never torn`() {
    let paper = Paper()
    let console = paper.console(isTerminal: true)
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      if index.isMultiple(of: 2) { console.line("line \(index)") } else { console.showProgress("progress \(index)") }
    }
    console.showProgress("")
    #expect(Set(paper.screen) == Set(stride(from: 0, to: 200, by: 2).map { "line \($0)" } + [""]))
  }

  @Test func `Lines that are held back are written once they are asked for`() {
    let paper = Paper()
    let console = paper.console(isTerminal: true)
    console.hold()
    console.line("one")
    console.showProgress("progress")
    console.line("two")
    #expect(paper.written == [])
    console.release()
    console.line("three")
    #expect(paper.screen == ["one", "two", "three", ""])
  }

  @Test func `Of many lines that are held back the last are kept`() {
    let paper = Paper()
    let console = paper.console(isTerminal: false)
    console.hold()
    for index in 1...1_500 { console.line("\(index)") }
    console.release()
    #expect(paper.screen == ["(500 earlier lines are left out)"] + (501...1_500).map { "\($0)" } + [""])
  }

  @Test(arguments: [
    (RunProgress(records: 0, bytes: 0, elapsed: .zero), "0 records  0 B"),
    (RunProgress(records: 1_234, bytes: 91_420_000, elapsed: .seconds(2)), "1,234 records  91.4 MB  617/s"),
    (
      RunProgress(records: 100, bytes: 250, totalBytes: 1_000, elapsed: .seconds(30)),
      "100 records  250 B  3/s  25%  1m 30s left"
    ),
    (
      RunProgress(records: 7, bytes: 999_950, totalBytes: 999_950, elapsed: .seconds(10)),
      "7 records  1.0 MB  1/s  100%  0s left"
    ),
    (
      RunProgress(records: 7, bytes: 1_000, totalBytes: 10_000_000, elapsed: .seconds(2)),
      "7 records  1.0 kB  4/s  0%  5h 33m left"
    ),
    (
      RunProgress(records: 7, bytes: 1, totalBytes: 1_000_000_000, elapsed: .seconds(10)),
      "7 records  1 B  1/s  0%  over 99h left"
    ),
  ])
  func `Progress tells what is known and leaves out what is not`(_ progress: RunProgress, _ text: String) {
    #expect(progress.text == text)
  }

  private func logger(_ format: Settings.LogFormat, _ level: Logger.Level, on paper: Paper) -> Logger {
    let console = paper.console(isTerminal: false)
    return Logger(label: "test") { _ in
      ConsoleLogHandler(.init(level: level, format: format), on: console, secondsSince1970: { 1_795_575_602 })
    }
  }

  @Test func `A log line is time, level, message and sorted pairs`() {
    let paper = Paper()
    var logger = logger(.text, .info, on: paper)
    logger[metadataKey: "source"] = "a b.json"
    logger.warning("waiting", metadata: ["status": "429", "name": "x\ny"])
    logger.debug("not shown")
    #expect(
      paper.written == ["2026-11-25T03:00:02Z warning: waiting name=\"x\\ny\" source=\"a b.json\" status=429\n"])
  }

  @Test func `A message cannot make a line of its own`() {
    let paper = Paper()
    logger(.text, .info, on: paper).info("one\n2026-11-25T03:00:02Z info: two \u{1B}[2J")
    #expect(
      paper.written == [
        "2026-11-25T03:00:02Z info: one\\n2026-11-25T03:00:02Z info: two \\u001b[2J\n"
      ])
  }

  @Test func `A JSON log line is one object that keeps its own names`() throws {
    let paper = Paper()
    logger(.json, .trace, on: paper).trace("say \"hi\"\n", metadata: ["level": "mine", "count": "3"])
    let line = try #require(paper.written.first)
    #expect(paper.written.count == 1 && line.hasSuffix("}\n"))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
    #expect(
      object == [
        "time": "2026-11-25T03:00:02Z", "level": "trace", "message": "say \"hi\"\n", "level_": "mine", "count": "3",
      ])
  }
}
