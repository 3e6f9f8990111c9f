// swift-tools-version: 6.2
import PackageDescription

// Release binaries carry the Swift runtime, so that they run where no toolchain is installed and start faster.
let staticRuntime: [SwiftSetting] = [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]
// Without symbols, unless a profiler is to name functions (see docs/performance.md).
let stripping = Context.environment["LOGSHIP_SYMBOLS"] == nil ? ["-Xlinker", "-s"] : []
// The static runtime has the linker export every symbol of our objects, for plug-ins that might look for one. There are
// none, and at a start the dynamic linker would search thousands of names in vain, for each symbol of each library.
let unexported = ["-Xlinker", "--no-export-dynamic"]
let staticExecutable: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"] + unexported + stripping, .when(configuration: .release)),
  // ArgumentParser imports FoundationEssentials but is not compiled for static linking, so that what lies under it
  // has to be named here.
  .linkedLibrary("_FoundationCShims", .when(configuration: .release)),
  .linkedLibrary("_FoundationCollections", .when(configuration: .release)),
]

let package = Package(
  name: "logship",
  products: [
    .executable(name: "logship", targets: ["logship"]),
    .executable(name: "logship-workspace", targets: ["logship-workspace"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CTextScan"),
    .systemLibrary(name: "CGlibc"),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

    .target(name: "Threads"),
    .target(name: "Digest", dependencies: ["CCrypto"]),
    .target(name: "Files"),
    .target(name: "Transport", dependencies: ["CCurl", "Digest", "Files", "Threads"]),
    .target(name: "Programs", dependencies: ["CGlibc"]),
    .target(name: "AWS", dependencies: ["CExpat", "Files", "Programs", "Transport", "Digest"]),
    .target(name: "Records", dependencies: ["CSimdJSON", "CTextScan", "CZlib", "Digest"]),
    .target(name: "AzureMonitor", dependencies: ["CZlib", "Files", "Programs", "Transport", "Digest"]),
    .target(name: "State", dependencies: ["Digest", "Files", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "Delivery",
      dependencies: [
        "AWS", "AzureMonitor", "CGlibc", "Digest", "Files", "Records", "State", "Threads", "Transport",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(name: "Collect", dependencies: ["AWS", "Records", "Threads"]),
    .executableTarget(
      name: "logship",
      dependencies: [
        "AWS", "AzureMonitor", "CGlibc", "Collect", "Delivery", "Digest", "Files", "Programs", "Records", "State",
        "Threads", "Transport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: staticRuntime,
      linkerSettings: staticExecutable),

    // Optimised in debug builds too: it has to keep up with the sender in tests that ship large inputs.
    .target(
      name: "LocalWorkspace",
      dependencies: [
        "CCrypto", "CZlib", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .executableTarget(
      name: "logship-workspace",
      dependencies: ["LocalWorkspace", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: staticRuntime,
      linkerSettings: staticExecutable),

    .target(name: "Support", path: "Tests/Support", exclude: ["servers"]),
    .testTarget(name: "DigestTests", dependencies: ["Digest", "Support"]),
    .testTarget(name: "TransportTests", dependencies: ["Transport", "Support"]),
    .testTarget(name: "ProgramsTests", dependencies: ["Programs", "Support"]),
    .testTarget(
      name: "AWSTests", dependencies: ["AWS", "Digest", "Transport", "Support"], exclude: ["Fixtures"]),
    .testTarget(name: "RecordsTests", dependencies: ["CZlib", "Records", "Support"], exclude: ["Fixtures"]),
    .testTarget(
      name: "AzureMonitorTests", dependencies: ["AWS", "AzureMonitor", "Digest", "Programs", "Support", "Transport"]),
    .testTarget(
      name: "StateTests", dependencies: ["State", "Support", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(name: "DeliveryTests", dependencies: ["AWS", "Delivery", "Digest", "Support", "Threads", "Transport"]),
    .testTarget(
      name: "LogshipTests", dependencies: ["AWS", "Delivery", "Records", "State", "Transport", "logship", "Support"]),
    .testTarget(
      name: "LocalWorkspaceTests", dependencies: ["LocalWorkspace", "Support", "logship-workspace"],
      exclude: ["Fixtures"]),
    .testTarget(name: "EndToEndTests", dependencies: ["Support", "logship", "logship-workspace"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// Programs of libFuzzer, which link only under its sanitizer; scripts/fuzz builds them.
if Context.environment["LOGSHIP_FUZZ"] != nil {
  func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: "Fuzz\(name)", dependencies: dependencies, path: "Tests/Fuzz/\(name)",
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  }
  package.targets += [
    .target(name: "FuzzReading", dependencies: ["Records"], path: "Tests/Fuzz/Reading"),
    fuzzer("JSON", ["FuzzReading"]),
    fuzzer("CSV", ["FuzzReading"]),
    fuzzer("Gzip", ["CZlib", "FuzzReading"]),
    fuzzer("XML", ["AWS"]),
  ]
}
