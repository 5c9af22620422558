import Testing

/// The house: which target may import which. Imports go downwards only.
@Suite struct LayeringTests {
    static let words: Set = ["Vocabulary", "Compose"]
    static let tools: Set = [
        "ArchiveIO", "ContentStore", "RegistryClient", "RegistryServer", "EngineClient", "HostAccess", "Ledger",
    ]
    static let rooms: Set = ["Bundling", "Opening", "Planning", "Rollout"]

    static let allowed: [String: Set<String>] = [
        "Vocabulary": [],
        "Compose": ["Vocabulary"],
        "ArchiveIO": words.union(["CLibArchive", "CZstd", "CStatfs"]),
        "ContentStore": words,
        "RegistryClient": words,
        "RegistryServer": words,
        "EngineClient": words,
        "HostAccess": words,
        "Ledger": words,
        "Bundling": words.union(tools),
        "Opening": words.union(["ArchiveIO", "ContentStore"]),
        "Planning": words,
        "Rollout": words.union(tools).union(["Opening", "Planning"]),
        "CommandLineTool": words.union(tools).union(rooms),
        "valise": ["CommandLineTool"],
        "TestKit": words.union(tools).union(["CLibArchive"]),
    ]

    /// What belongs to the language and the system, not to a package.
    static let system: Set = [
        "Swift", "Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin",
    ]

    /// Packages, and the targets that may know them.
    static let packages: [String: Set<String>] = [
        "Crypto": ["Vocabulary"],
        "Yams": ["Compose", "Bundling", "CommandLineTool"],
        "GRDB": ["Ledger"],
        "Mustache": ["Planning"],
        "ArgumentParser": ["CommandLineTool"],
        "AsyncHTTPClient": ["RegistryClient"],
        "NIOSSL": ["RegistryClient", "RegistryServer", "EngineClient", "TestKit"],
        "NIOTLS": ["EngineClient"],
        "NIOCore": ["RegistryClient", "RegistryServer", "EngineClient", "TestKit"],
        "NIOPosix": ["RegistryClient", "RegistryServer", "EngineClient", "TestKit"],
        "NIOHTTP1": ["RegistryClient", "RegistryServer", "EngineClient", "TestKit"],
        "NIOConcurrencyHelpers": ["RegistryServer", "EngineClient", "TestKit"],
    ]

    @Test func everyTargetImportsOnlyWhatItMay() throws {
        for file in try SourceFile.all() {
            let may = try #require(Self.allowed[file.target], "\(file): a target that the house does not know")
            for module in file.imports.map(\.module) where !Self.system.contains(module) && module != file.target {
                if let known = Self.packages[module] {
                    #expect(known.contains(file.target), "\(file) may not import \(module)")
                } else {
                    #expect(may.contains(module), "\(file) may not import \(module)")
                }
            }
        }
    }

    @Test func thirdPartyNamesStayOutOfPublicSignaturesOfLayers1And3() throws {
        for file in try SourceFile.all() where Self.words.union(Self.rooms).contains(file.target) {
            for found in file.imports where found.isPublic {
                #expect(Self.packages[found.module] == nil, "\(file) shows \(found.module) to its users")
            }
        }
    }

    @Test func nothingPromisesLessThanItShould() throws {
        let refused = ["TO" + "DO", "FIX" + "ME", "fatal" + "Error(", "try" + "!", "as" + "! "]
        for file in try SourceFile.all() {
            for (index, line) in file.lines.enumerated() {
                for word in refused {
                    #expect(!line.contains(word), "\(file):\(index + 1) has \(word)")
                }
                if line.contains("@unchecked " + "Sendable") {
                    let before = file.lines[max(0, index - 6)..<index].joined()
                    #expect(before.contains("Sendable:"), "\(file):\(index + 1): no written proof above it")
                }
            }
        }
    }

    @Test func noFileIsTwoRoomsInOne() throws {
        for file in try SourceFile.all() {
            #expect(file.lines.count <= 600, "\(file) has \(file.lines.count) lines")
        }
    }
}
