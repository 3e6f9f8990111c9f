import Foundation
import Support
import Testing

@testable import AzureMonitor

@Suite("Packed bodies")
struct PackedBodyTests {
  /// Bytes of which gzip leaves about as many: those of a fixed generator.
  private func noise(_ count: Int) -> [UInt8] {
    var state: UInt64 = 42
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  private func pack(_ bytes: [UInt8], into body: PackedBody) -> Bool {
    bytes.withUnsafeBytes { body.pack($0) }
  }

  /// What gzip makes of a body again.
  private func unpacked(_ body: PackedBody) throws -> String {
    let run = try BuiltBinary.runTool("gzip", ["-dc"], stdin: body.withBytes { Data($0) })
    try #require(run.status == 0, "\(run.stderr)")
    return run.stdout
  }

  @Test("are read by gzip, whatever was packed into the same memory before")
  func again() throws {
    let body = try #require(PackedBody(limit: 10_000))
    let texts = [
      String(repeating: "{\"UserName\":\"ana\"},", count: 5000), "[]", String(repeating: "é", count: 300), "",
    ]
    for text in texts {
      #expect(pack(Array(text.utf8), into: body))
      #expect(try unpacked(body) == text)
    }
  }

  @Test("have at most as many bytes as they were made for, and take smaller ones afterwards")
  func limit() throws {
    let body = try #require(PackedBody(limit: 10_000))
    #expect(!pack(noise(11_000), into: body))
    #expect(body.byteCount == 0)
    #expect(pack(noise(9000), into: body))
    #expect((9000...10_000).contains(body.byteCount))
    #expect(pack(Array("[]".utf8), into: body))
    #expect(try unpacked(body) == "[]")
  }

  @Test("are taken by one at a time, and used again")
  func taken() throws {
    let bodies = PackedBodies(limit: 1000)
    let first = try #require(bodies.take())
    let second = try #require(bodies.take())
    #expect(first !== second)
    bodies.giveBack(first)
    #expect(bodies.take() === first)
  }
}
