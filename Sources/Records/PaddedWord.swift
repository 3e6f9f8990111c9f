/// A word with as many readable bytes behind it as a `Pen` wants.
///
/// `@unchecked Sendable`: its memory is written once, before anybody else knows of it, and never freed.
final class PaddedWord: @unchecked Sendable {
  let slice: ByteSlice

  init(_ word: StaticString) {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: word.utf8CodeUnitCount + ByteSlice.blockBytes, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    memory.copyMemory(from: UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    slice = ByteSlice(start: memory.baseAddress, count: word.utf8CodeUnitCount)
  }
}
