import Digest
import Foundation
import Support
import Testing

@testable import Records

@Suite("What is sent")
struct ValidOutputTests {
  /// Refuses what JSON lacks (NaN, bytes that are no UTF-8, half surrogates), a name twice, and values that are nested.
  static let checker = """
    import json, sys

    def flat(pairs):
        names = [name for name, _ in pairs]
        assert len(set(names)) == len(names), "a name twice"
        assert not any(isinstance(value, (dict, list)) for _, value in pairs), "a nested value"
        return dict(pairs)

    def refuse(constant):
        raise ValueError(constant)

    lines = open(sys.argv[1], "rb").read().split(b"\\n")
    for line in lines[:-1]:
        record = json.loads(line.decode("utf-8"), object_pairs_hook=flat, parse_constant=refuse)
        json.dumps(record, ensure_ascii=False).encode("utf-8")
    print(len(lines) - 1)
    """

  static func inputs() -> [[UInt8]] {
    let broken = UnicodeTests.broken.map(\.0) + UnicodeTests.halves.map { Array($0.0.utf8) }
    let repaired = (UnicodeTests.identity + UnicodeTests.others).flatMap { names in
      broken.flatMap { [UnicodeTests.json(names.0, $0), UnicodeTests.csv(names.0, $0)] }
    }
    let shapes = (TextShapeTests.guids + TextShapeTests.times + TextShapeTests.text).map {
      Array(report($0.replacing("\t", with: "\\t")).utf8)
    }
    // Every byte on its own in a CSV cell, and every UTF-16 unit as an escape in JSON.
    let cells = (0...255).map { UnicodeTests.csv("x", [0x61, $0, 0x62]) }
    let escapes = stride(from: 0, to: 0x10000, by: 61).map {
      Array(
        #"{"loggedDate":"2026-11-22","AccessKeyId":"AKIA","x\#($0)":"\u\#(hex($0))","Region":"\u\#(hex($0))"}"#.utf8)
    }
    let ids = ["é", "éééé", "🔑🔑🔑", "a🔑b", "日本語日本語"].map {
      Array(#"{"loggedDate":"2026-11-22","AccessKeyId":"\#($0)"}"#.utf8)
    }
    return SplitSource.all.map(\.bytes) + repaired + shapes + cells + escapes + ids
  }

  private static func hex(_ value: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  @Test("is valid, flat JSON on one line to Python, whatever came in")
  func python() throws {
    var lines = ""
    var count = 0
    for mapping in [
      options(keepsUnknownFields: true), options(accessKeyIDs: .full, keepsUnknownFields: true, fieldBytes: 9),
      options(accessKeyIDs: .hashed(Secret("not a real secret")), columns: .init(preset: .original)),
    ] {
      for input in Self.inputs() {
        for case .mapped(let json) in try outcomes(of: [input], options: mapping) {
          lines += json + "\n"
          count += 1
        }
      }
    }
    #expect(count > 3000)
    let folder = try TemporaryFolder()
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    python.arguments = ["python3", "-c", Self.checker, try folder.write("records", text: lines)]
    let output = Pipe()
    python.standardOutput = output
    try python.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
    #expect(String(decoding: printed, as: UTF8.self) == "\(count)\n")
  }
}
