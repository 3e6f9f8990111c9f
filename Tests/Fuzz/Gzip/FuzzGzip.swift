import FuzzReading

/// Reads whatever the fuzzer makes up as a gzip, or packs it first and wants what the same bytes give unpacked.
@_cdecl("LLVMFuzzerTestOneInput")
public func readFuzzed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let input = FuzzInput(start, count) else { return -1 }
  guard input.isToBePacked else {
    checkReading(input, format: nil)
    return 0
  }
  // What is packed twice is refused.
  if input.bytes.starts(with: [0x1F, 0x8B]) { return -1 }
  do {
    let unpacked = try Reading([input.bytes], format: nil, as: input)
    let cut = input.pieces(of: input.bytes)[0].count
    let packed = gzip(input.bytes[..<cut]) + gzip(input.bytes[cut...])
    let found = try packed.withUnsafeBytes { try Reading(input.pieces(of: $0), format: nil, as: input) }
    guard found == unpacked else { fatalError("packing makes a difference") }
    unpacked.check(against: input.bytes)
  } catch {
    fatalError("no mapper: \(error)")
  }
  return 0
}
