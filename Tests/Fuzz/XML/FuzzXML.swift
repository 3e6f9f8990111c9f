@testable import AWS

/// Reads whatever the fuzzer makes up as S3's listing of a bucket and as S3's error.
@_cdecl("LLVMFuzzerTestOneInput")
public func readFuzzed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let page = try? ListObjectsAnswer(bytes, bucket: "bucket") {
    guard page.objects.allSatisfy({ !$0.key.isEmpty && $0.size >= 0 }), page.continuationToken != "" else {
      fatalError("a page that cannot be: \(page)")
    }
  }
  _ = S3ErrorAnswer(bytes)
  return 0
}
