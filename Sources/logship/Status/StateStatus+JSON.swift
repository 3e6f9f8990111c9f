import Records

extension StateStatus {
  /// One object, whose names are in docs/operations.md.
  ///
  /// Names and meanings stay as they are, more may be added.
  var json: JSONValue {
    .object([
      .init(name: "state", value: .text(path)), .init(name: "exists", value: .toggle(exists)),
      .init(name: "running", value: lock.map(\.json) ?? .null), .init(name: "runs", value: .array(runs.map(\.json))),
      .init(name: "destinations", value: .array(destinations.map(\.json))),
      .init(
        name: "damagedSpoolFiles",
        value: .array(
          damaged.map { .object([.init(name: "path", value: .text($0.path)), .count("bytes", $0.bytes)]) })),
      .init(name: "rejects", value: rejects.json),
    ])
  }
}

extension LockState {
  fileprivate var json: JSONValue {
    .object([
      .count("pid", holder.map { Int($0.pid) }), .text("command", holder?.command),
      .text("since", holder.map { "\(Timestamp(epochSeconds: Int64($0.since)))" }),
    ])
  }
}

extension StateStatus.Run {
  fileprivate var json: JSONValue {
    .object([
      .text("name", name), .text("started", "\(started)"), .text("course", course.rawValue),
      .count("exitCode", exitCode), .count("recordsShipped", recordsShipped),
      .count("bytesBilledEstimate", bytesBilled),
      .init(name: "seconds", value: secondsText.map(JSONValue.number) ?? .null),
    ])
  }

  var secondsText: String? { seconds?.secondsText }
}

extension StateStatus.Destination {
  fileprivate var json: JSONValue {
    .object([
      .text("destination", key), .init(name: "configured", value: .toggle(isConfigured)),
      .count("recordsAccepted", recordsAccepted), .count("objects", objects),
      .count("objectsFinished", objectsFinished), .init(name: "spool", value: spool.json),
    ])
  }
}

extension StateStatus.Files {
  fileprivate var json: JSONValue {
    .object([.count("files", count), .count("bytes", bytes), .text("oldest", oldest.map { "\($0)" })])
  }
}

extension JSONValue.Member {
  fileprivate static func count(_ name: String, _ value: Int?) -> JSONValue.Member {
    .init(name: name, value: value.map { .number("\($0)") } ?? .null)
  }

  fileprivate static func text(_ name: String, _ value: String?) -> JSONValue.Member {
    .init(name: name, value: value.map { .text($0) } ?? .null)
  }
}
