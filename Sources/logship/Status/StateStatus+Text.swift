extension StateStatus {
  /// Lines for people, in columns.
  var text: String {
    guard exists else { return "no state folder yet at \(Shown.line(path)): nothing was shipped from here\n" }
    return ([head] + [runLines, destinationLines, remarks].filter { !$0.isEmpty }).map { lines in
      lines.map { "\($0)\n" }.joined()
    }.joined(separator: "\n")
  }

  private var head: [String] {
    let run =
      switch lock {
      case nil: "no run is going on"
      case .some(let lock): "a run is going on: \(lock.holder?.description ?? "a process that has not told its name")"
      }
    return ["state folder: \(Shown.line(path))", Shown.line(run)]
  }

  private var runLines: [String] {
    guard !runs.isEmpty else { return ["no run is known"] }
    let rows = runs.map { run in
      [
        "\(run.started)", run.secondsText ?? "-", run.exitCode.map { "\($0)" } ?? "-",
        run.recordsShipped?.grouped ?? "-", run.bytesBilled.map(RunProgress.size) ?? "-",
        run.course == .ended ? "" : run.course.rawValue,
      ]
    }
    let head = ["last runs", "seconds", "exit", "records shipped", "billed, about", ""]
    return TextTable.lines([head] + rows, rightAligned: [1, 2, 3, 4])
  }

  private var destinationLines: [String] {
    guard !destinations.isEmpty else { return [] }
    let rows = destinations.map { destination in
      [
        destination.name, destination.recordsAccepted.grouped, destination.objects.grouped,
        destination.objectsFinished.grouped, destination.spool.count.grouped,
        RunProgress.size(destination.spool.bytes), destination.spool.oldest.map { "\($0)" } ?? "-",
      ]
    }
    let head = [
      "destination", "records accepted", "objects", "finished", "spool files", "spool size", "oldest in spool",
    ]
    return TextTable.lines([head] + rows, rightAligned: [1, 2, 3, 4, 5])
  }

  private var remarks: [String] {
    var lines = destinations.filter { !$0.isConfigured && $0.spool.count > 0 }.map { destination in
      destination.key == nil
        ? "spool files of which the destination cannot be told are damaged: the next run moves them aside"
        : "\(destination.name) is no longer configured: what is in its spool stays until a run or "
          + "`logship replay` has that destination again"
    }
    lines += damaged.map { file in
      Shown.line("damaged spool file, moved aside: \(file.path) (\(RunProgress.size(file.bytes)))")
    }
    if rejects.count > 0 {
      lines.append(
        "rejects: \(rejects.count.grouped) file\(rejects.count == 1 ? "" : "s") in \(Shown.line(path))/rejects, "
          + "\(RunProgress.size(rejects.bytes)), "
          + "the oldest of \(rejects.oldest.map { "\($0)" } ?? "an unknown time")")
    } else {
      lines.append("rejects: none")
    }
    return lines
  }
}

extension StateStatus.Destination {
  fileprivate var name: String { key.map(Shown.name) ?? "(cannot be told)" }
}
