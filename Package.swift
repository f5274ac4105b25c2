// swift-tools-version: 6.2
// The dependency rule of docs/architecture.md, enforced by the compiler:
// Apps -> Adapters -> Parts -> Statistics -> Core. Arrows go down only.
import PackageDescription

/// In CI a warning is an error; at a desk it is a warning.
let warnings: [SwiftSetting] =
    Context.environment["STEADY_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : []

let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + warnings

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

/// One room of the house: a folder that is a target. Its README stays out of the build.
func room(
    _ name: String, in folder: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(folder)\(name)", exclude: ["README.md"],
        resources: resources, swiftSettings: strict)
}

/// One suite of tests. `fixtures` are read from the source folder, not bundled.
func suite(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "steady",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "steady", targets: ["steady"]),
        .executable(name: "donations", targets: ["donations"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Core and Statistics: words and mathematics, no I/O.
        room("Core", in: "", [crypto, yams]),
        room("Statistics", in: "", []),

        // Parts: what Steady does. A part imports a part only where docs/architecture.md says so.
        room("Telemetry", in: "Parts/", ["Core", "Statistics"]),
        room("ServiceLevels", in: "Parts/", ["Core", "Statistics", "Telemetry"]),
        room("Releases", in: "Parts/", ["Core", "Statistics", "Telemetry"]),
        room("LoadTesting", in: "Parts/", ["Core", "Statistics"]),
        room("Infrastructure", in: "Parts/", ["Core", "Statistics"]),

        // Adapters: the outside world. They import Shell and nothing else of each other.
        .target(name: "CSpawn", path: "Sources/Adapters/CSpawn"),
        room("Shell", in: "Adapters/", ["CSpawn", subprocess]),
        room("SQLiteStore", in: "Adapters/", ["Core", "Statistics", "Telemetry", "Releases", grdb]),
        room("HAProxy", in: "Adapters/", ["Core", "Telemetry", "Releases"]),
        room("Hosts", in: "Adapters/", ["Core", "Releases", "Shell"]),
        room("Terraform", in: "Adapters/", ["Core", "Infrastructure", "Shell"]),
        room("PostgreSQL", in: "Adapters/", ["Core", "Shell"]),
        room("AWS", in: "Adapters/", ["Core", "Infrastructure", "Shell"]),
        room("PriceLists", in: "Adapters/", ["Core", asyncHTTPClient, nioCore, nioHTTP1]),
        room("HTTPTraffic", in: "Adapters/", ["Core", "LoadTesting", asyncHTTPClient, nioCore, nioHTTP1]),

        // Apps: wire it all together.
        room(
            "ControlPlane", in: "Apps/",
            [
                "Core", "Statistics", "Telemetry", "ServiceLevels", "Releases", "Shell", "SQLiteStore", "HAProxy",
                "Hosts", hummingbird, mustache, nioCore, logging, lifecycle, unixSignals, crypto,
            ], resources: [.embedInCode("Pages/Templates"), .embedInCode("Pages/Assets")]),
        .executableTarget(
            name: "steady",
            dependencies: [
                "Core", "Statistics", "Telemetry", "ServiceLevels", "Releases", "LoadTesting", "Infrastructure",
                "Shell",
                "SQLiteStore", "HAProxy", "Hosts", "PostgreSQL", "Terraform", "PriceLists", "AWS", "HTTPTraffic",
                "ControlPlane",
                argumentParser, asyncHTTPClient,
                nioCore, nioHTTP1, logging, unixSignals,
            ], path: "Sources/Apps/steady", exclude: ["README.md"], swiftSettings: strict),

        // The example: a service of its own that happens to be built here.
        .systemLibrary(
            name: "CPQ", path: "Examples/donations/Sources/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .executableTarget(
            name: "donations", dependencies: ["CPQ", hummingbird, logging, crypto],
            path: "Examples/donations/Sources/donations", swiftSettings: strict),

        // Tests: one suite for each target, the house rules, and the built binary.
        .target(
            name: "TestKit", dependencies: ["Core", "Statistics", "Telemetry", "Releases"], path: "Tests/TestKit",
            swiftSettings: strict),
        suite("CoreTests", ["Core"], exclude: ["Fixtures"]),
        suite("StatisticsTests", ["Statistics"]),
        suite("TelemetryTests", ["Core", "Statistics", "Telemetry", "TestKit"]),
        suite(
            "ServiceLevelsTests", ["Core", "Statistics", "Telemetry", "ServiceLevels", "TestKit"], exclude: ["Fixtures"]
        ),
        suite("ReleasesTests", ["Core", "Statistics", "Telemetry", "Releases", "TestKit"]),
        suite("LoadTestingTests", ["Core", "Statistics", "LoadTesting"]),
        suite("InfrastructureTests", ["Core", "Infrastructure"], exclude: ["Fixtures"]),
        suite("HAProxyTests", ["Core", "Telemetry", "Releases", "HAProxy", "Shell"]),
        suite("AWSTests", ["Core", "Infrastructure", "Shell", "AWS"]),
        suite("PriceListsTests", ["Core", "PriceLists"]),
        suite("PostgreSQLTests", ["Core", "Shell", "PostgreSQL"]),
        suite("Contracts", ["Core", "Statistics", "Telemetry", "Releases", "SQLiteStore", "TestKit", grdb]),
        suite(
            "ControlPlaneTests", ["Core", "ControlPlane", hummingbird, hummingbirdTesting, nioCore],
            exclude: ["Fixtures"]),
        suite("SQLiteStoreTests", ["Core", "Statistics", "Telemetry", "Releases", "SQLiteStore", "TestKit", grdb]),
        suite("ShellTests", ["Shell"]),
        suite("HostsTests", ["Core", "Releases", "Shell", "Hosts", "TestKit"]),
        suite("TidyTests", []),
        // Runs a rollout against a simulated world and kills itself at a chosen write: the crash matrix.
        .executableTarget(
            name: "crashprobe",
            dependencies: ["Core", "Statistics", "Telemetry", "Releases", "SQLiteStore", "TestKit"],
            path: "Tests/crashprobe", swiftSettings: strict),
        suite(
            "EndToEnd",
            [
                "Core", "Statistics", "Telemetry", "Releases", "LoadTesting", "Shell", "SQLiteStore", "HAProxy",
                "Hosts", "HTTPTraffic",
            ]),
    ]
)
