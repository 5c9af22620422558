// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled the same way: Swift 6 mode, warnings are errors, imports say what they expose.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// What comes from outside, and why.
let nio: [Target.Dependency] = [  // sockets and HTTP/1.1, client and server; hijacked connections for exec
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]
// HTTP/1.1 as a client for registries: TLS, kept connections, back-pressure in both directions, limits on every wait.
// RegistryClient alone sees it.
let http: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]
let tls: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")  // TLS: a bundle served, an engine
let handshakes: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")  // when TLS is there, or why not
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")  // SHA-256
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")  // YAML with line and column marks
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")  // SQLite: migrations, transactions
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")  // templates with answers
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A room of the house: folder name = target name, with its tests beside it.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], testDependencies: [Target.Dependency] = [],
    testData: [String] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: strict),
        .testTarget(
            name: name + "Tests",
            dependencies: [.target(name: name), "TestKit"] + dependencies + testDependencies, exclude: testData,
            swiftSettings: strict),
    ]
}

let layer0: [Target] = [
    .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CStatfs"),  // of the C library; Swift's module of it leaves it out on Linux
]

let layer1: [[Target]] = [
    room("Vocabulary", [crypto]),
    room("Compose", ["Vocabulary", yams]),
]

let layer2: [[Target]] = [
    room("ArchiveIO", ["CLibArchive", "CZstd", "CStatfs", "Vocabulary"]),
    room("ContentStore", ["Vocabulary"]),
    room("RegistryClient", ["Vocabulary"] + http, testDependencies: ["RegistryServer"]),
    room("RegistryServer", ["Vocabulary", tls] + nio),
    room("EngineClient", ["Vocabulary", tls, handshakes] + nio),
    room("HostAccess", ["Vocabulary"], testDependencies: ["EngineClient"]),
    room("Ledger", ["Vocabulary", grdb]),
]

let layer3: [[Target]] = [
    room(
        "Bundling",
        ["Vocabulary", "Compose", "ArchiveIO", "ContentStore", "EngineClient", "RegistryClient", yams]),
    room("Opening", ["Vocabulary", "Compose", "ArchiveIO", "ContentStore"]),
    room("Planning", ["Vocabulary", "Compose", mustache]),
    room(
        "Rollout",
        [
            "Vocabulary", "Compose", "ArchiveIO", "ContentStore", "RegistryServer", "RegistryClient", "EngineClient",
            "HostAccess", "Ledger", "Opening", "Planning",
        ]),
]

let layer4: [[Target]] = [
    room(
        "CommandLineTool",
        [
            "Vocabulary", "Compose", "ArchiveIO", "ContentStore", "RegistryServer", "EngineClient", "HostAccess",
            "RegistryClient", "Ledger", "Bundling", "Opening", "Planning", "Rollout", arguments, yams,
        ], testData: ["Snapshots"]),
    [.executableTarget(name: "valise", dependencies: ["CommandLineTool"], swiftSettings: strict)],
]

let tests: [Target] = [
    .target(
        name: "TestKit",
        dependencies: ["Vocabulary", "ArchiveIO", "ContentStore", "EngineClient", "CLibArchive"] + nio + [tls],
        swiftSettings: strict),
    .testTarget(name: "HouseTests", dependencies: ["TestKit"], swiftSettings: strict),
]

let package = Package(
    name: "valise",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "valise", targets: ["valise"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    ],
    targets: layer0 + (layer1 + layer2 + layer3 + layer4).flatMap { $0 } + tests
)
