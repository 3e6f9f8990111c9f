import Foundation
import Support
import Testing

@testable import LocalWorkspace

@Suite struct JSONStrictnessTests {
  @Test(arguments: [(BodyRecordsReader.Shape.flat, []), (.nested, ["nested"])])
  func bodiesAreAcceptedAndRefusedAsByPython(_ shape: BodyRecordsReader.Shape, _ arguments: [String]) throws {
    let verdicts = try BuiltBinary.runTool("python3", [RunningWorkspace.fixture("strictness.py")] + arguments)
    try #require(verdicts.status == 0, "\(verdicts.stderr)")
    var counts = ["+": 0, "-": 0]
    for line in verdicts.stdout.split(separator: "\n") {
      let verdict = String(line.prefix(1))
      let body = try #require(Data(base64Encoded: String(line.dropFirst(2))))
      let read = Array(body).withUnsafeBufferPointer { buffer in
        Result { () throws(MalformedBody) in try BodyRecordsReader.read(buffer, as: shape) }
      }
      let ours = if case .success = read { "+" } else { "-" }
      #expect(ours == verdict, "\(String(decoding: body, as: UTF8.self)): \(read)")
      counts[verdict, default: 0] += 1
    }
    // Both kinds must be there, or agreement would prove nothing.
    #expect(counts["+", default: 0] > 1000)
    #expect(counts["-", default: 0] > 1000)
  }

  @Test func aRefusalTellsWhereTheBodyIsWrong() {
    let body = Array(#"[{"a":1},{"a":tru}]"#.utf8)
    let error = #expect(throws: MalformedBody.self) {
      try body.withUnsafeBufferPointer { try BodyRecordsReader.read($0, as: .flat) }
    }
    #expect(error == MalformedBody(reason: "expected a value", offset: 14))
  }
}
