#if canImport(Glibc)
  import Glibc
#endif
import Records

/// Ships the records of a reject file once more.
struct RejectReplay {
  /// The file's path, or `-` for standard input.
  let path: String
  let stop: RunStop
  let report: RunReport

  /// Ships every line, and tells which are none of a reject file.
  ///
  /// - Parameter shipping: Takes the records; nothing is tracked, since no ledger has them as open.
  func ship(through shipping: inout ObjectShipping) {
    report.count { $0.sources += 1 }
    let check = FlatObjectCheck()
    var isWhole = false
    var number = 0
    do throws(SourceError) {
      var lines = RejectLines(try open(), report: report)
      report.count { $0.objects += 1 }
      reading: while !stop.isSet {
        let next = try lines.next()
        number = lines.number
        switch next {
        case .end:
          isWhole = !stop.isSet
          break reading
        case .tooLong: tell(number, "it is longer than \(RejectLines.mostBytes) bytes")
        case .line(let text):
          // Editors leave blank lines at the end.
          guard text.contains(where: { !RejectReplay.space.contains($0) }) else { continue }
          do throws(MendedRecord.Fault) {
            if !shipping.ship(try MendedRecord(text), check: check) { break reading }
          } catch {
            tell(number, error.words)
          }
        }
      }
    } catch {
      report.note(error.problem)
      if number == 0 { return }
    }
    guard !isWhole else { return }
    report.note(
      Problem(
        .unsent,
        "\(name) was not read to its end: give its lines from \(max(number, 1)) on to `logship replay --rejects`"))
  }

  private static let space = [UInt8](" \t\r".utf8)

  private var name: String { path == "-" ? "standard input" : path }

  private func tell(_ number: Int, _ words: String) {
    report.skip("notOfARejectFile")
    report.note(Problem(.rejects, "\(name) line \(number) is no line of a reject file: \(words)"))
  }

  private func open() throws(SourceError) -> any ByteStream {
    guard path != "-" else {
      return DescriptorStream(
        descriptor: STDIN_FILENO, name: name, closes: false, stop: RegularFile.isOne(STDIN_FILENO) ? nil : stop)
    }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SourceError(kind: .unreadable, words: "cannot open \(path): \(String(cString: strerror(errno)))")
    }
    return DescriptorStream(
      descriptor: descriptor, name: name, closes: true, stop: RegularFile.isOne(descriptor) ? nil : stop)
  }
}
