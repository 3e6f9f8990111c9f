/// About how many bytes a workspace is billed for.
///
/// The service bills a text form of the values that it stores, names and JSON left out ("Azure Monitor Logs cost
/// calculations and options", "Data size calculation"), and tells the true size in `_BilledSize`. Only some records of a
/// body are looked at, evenly over all of it, and the share of the values in them is taken for the rest: this way it
/// costs nothing that grows with them.
enum BilledSize {
  /// So many records of a body are looked at.
  static let sampledRecords = 64

  /// Standard columns that are billed with each record: TimeGenerated, to the second, and SourceSystem, `RestAPI`.
  static let standardColumnBytes = 20 + 7

  /// Estimates what a body is billed with.
  ///
  /// - Parameters:
  ///   - body: A JSON array of flat objects as it is sent.
  ///   - records: Where each of them lies in it.
  /// - Returns: Exact in the values where there are no more records than are looked at.
  static func estimate(of body: UnsafeRawBufferPointer, records: [Batch.Entry]) -> Int {
    var looked = 0
    var values = 0
    let step = max(records.count / sampledRecords, 1)
    for index in stride(from: 0, to: records.count, by: step) {
      var walk = Walk(body: UnsafeRawBufferPointer(rebasing: body[records[index].range]))
      walk.run()
      looked += records[index].range.count
      values += walk.valueBytes
    }
    guard looked > 0 else { return 0 }
    let all = records.count <= sampledRecords ? looked : body.count - records.count - 1
    return Int((Double(values) / Double(looked) * Double(all)).rounded()) + records.count * standardColumnBytes
  }

  /// Tells names from values: outside of texts, a colon stands before a value and nowhere else.
  private struct Walk {
    let body: UnsafeRawBufferPointer
    var position = 0
    var valueBytes = 0

    mutating func run() {
      var isValue = false
      while position < body.count {
        let byte = body[position]
        switch byte {
        case UInt8(ascii: "\""):
          let length = text()
          if isValue { valueBytes += length }
        case UInt8(ascii: ":"):
          isValue = true
          position += 1
        case UInt8(ascii: ","):
          isValue = false
          position += 1
        case UInt8(ascii: "}"):
          isValue = false
          position += 1
        default:
          if isValue { valueBytes += 1 }
          position += 1
        }
      }
    }

    /// Goes past a text; returns its length without quotes, an escape counted as the one character that it stands for.
    private mutating func text() -> Int {
      var length = 0
      position += 1
      while position < body.count, body[position] != UInt8(ascii: "\"") {
        if body[position] == UInt8(ascii: "\\") {
          let isLong = position + 1 < body.count && body[position + 1] == UInt8(ascii: "u")
          position += isLong ? 6 : 2
        } else {
          position += 1
        }
        length += 1
      }
      position = min(position + 1, body.count)
      return length
    }
  }
}

extension Batch {
  /// About how many bytes are billed where the batch is accepted.
  var billedBytes: Int { body.withBytes { BilledSize.estimate(of: $0, records: entries) } }
}
