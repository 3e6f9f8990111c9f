import FuzzReading

/// Reads whatever the fuzzer makes up as CSV, or as what it looks like.
@_cdecl("LLVMFuzzerTestOneInput")
public func readFuzzed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let input = FuzzInput(start, count) else { return -1 }
  checkReading(input, format: input.tellsFormat ? nil : .csv)
  return 0
}
