import RegistryClient
import TestKit
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct BlobTests {
    /// More than what is in flight at a time.
    static let bytes = Bytes.noise(3_000_000)

    func setting<Value>(_ body: (inout Setting, Descriptor) async throws -> Value) async throws -> Value {
        try await FaultyRegistry.run { registry in
            let descriptor = registry.add(blob: Self.bytes)
            var setting = Setting(registry)
            return try await body(&setting, descriptor)
        }
    }

    func offsets(_ registry: FaultyRegistry) -> [Int] {
        ranges(registry).map { range in range.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0 }
    }

    func ranges(_ registry: FaultyRegistry) -> [String?] {
        registry.requests.filter { $0.method == "GET" && $0.path.contains("/blobs/") }.map { $0.headers["range"] }
    }

    @Test func arrives() async throws {
        try await setting { setting, descriptor in
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            #expect(ranges(setting.registry) == [nil])
        }
    }

    @Test func anEmptyBlobNeedsNoRegistry() async throws {
        try await setting { setting, _ in
            let found = try await setting.download(.of([], as: .layerTar))
            #expect(found == [])
            #expect(setting.registry.requests == [])
        }
    }

    @Test func aBrokenDownloadGoesOn() async throws {
        try await setting { setting, descriptor in
            setting.registry.add(.cut(after: 1_000_000), to: .blobs, times: 1)
            setting.registry.add(.cut(after: 500_000), to: .blobs, times: 1)
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            // What was in flight when the line broke is lost.
            let offsets = offsets(setting.registry)
            #expect(offsets.count == 3)
            #expect(offsets == offsets.sorted() && offsets[1] > 0 && offsets[1] <= 1_000_000 && offsets[2] <= 1_500_000)
        }
    }

    @Test func aSilentDownloadGoesOn() async throws {
        try await setting { setting, descriptor in
            setting.configuration.limits.stall = .seconds(1)
            setting.registry.add(.stall(after: 1_000_000), to: .blobs, times: 1)
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            #expect(ranges(setting.registry) == [nil, "bytes=1000000-"])
            await setting.registry.wait { $0.closed == 1 }
        }
    }

    @Test func progressMakesTheAttemptsCountAnew() async throws {
        try await setting { setting, descriptor in
            setting.configuration.retry.attempts = 2
            setting.configuration.retry.movement = 100_000
            setting.registry.add(.cut(after: 500_000), to: .blobs, times: 5)
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            #expect(setting.registry.requests.count == 6)
            // A drop at a time is no progress.
            setting.registry.add(.cut(after: 10), to: .blobs)
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.disconnected)
            #expect(setting.registry.requests.count == 8)
        }
    }

    @Test(arguments: [RegistryFault.rangeIgnored, .otherRange, .status(416)])
    func aRegistryWithoutRangesStartsOver(_ fault: RegistryFault) async throws {
        try await setting { setting, descriptor in
            setting.registry.add(.cut(after: 1_000_000), to: .blobs, times: 1)
            setting.registry.add(fault, to: .blobs, times: 1)
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            #expect(ranges(setting.registry).count == (fault == .rangeIgnored ? 2 : 3))
            #expect((ranges(setting.registry).last == .some(nil)) == (fault != .rangeIgnored))
        }
    }

    @Test func progressNeverFalls() async throws {
        try await setting { setting, descriptor in
            setting.registry.add(.cut(after: 1_000_000), to: .blobs, times: 1)
            setting.registry.add(.rangeIgnored, to: .blobs, times: 1)
            let reference = try setting.reference()
            let told = Numbers()
            try await setting.client { client in
                var sink = BytesSink()
                try await client.blob(descriptor, of: reference, into: &sink) { told.add($0) }
            }
            #expect(told.all.last == 3_000_000)
            #expect(told.all == told.all.sorted())
            #expect(Set(told.all).count == told.all.count)
        }
    }

    /// A lie is named, not tried again, and no more than the announced size reaches the sink.
    @Test(arguments: [
        (RegistryFault.otherBytes, "sha256:"), (.longer(by: 1), "3000001 bytes"), (.shorter(by: 1), "2999999 bytes"),
        (.chunked(bytes: 4_000_000), "more"), (.chunked(bytes: 1000), "1000 bytes"), (.page, "text/html"),
    ])
    func lies(_ fault: RegistryFault, _ found: String) async throws {
        try await setting { setting, descriptor in
            setting.registry.add(fault, to: .blobs)
            let reference = try setting.reference()
            let sink = CountingSink()
            let problem = try await setting.problem { client in
                var sink = sink
                try await client.blob(descriptor, of: reference, into: &sink)
            }
            #expect(problem.code == RegistryProblem.damaged)
            #expect(problem.message.contains("cannot pull the blob \(descriptor.digest.short) of"))
            #expect(problem.found?.hasPrefix(found) == true, "\(problem)")
            #expect(sink.count <= descriptor.size)
            #expect(setting.registry.requests.count == 1)
        }
    }

    @Test func whatIsNotThere() async throws {
        try await setting { setting, _ in
            let problem = try await setting.problemOfDownload(.of([1, 2, 3], as: .layerTar))
            #expect(problem.code == RegistryProblem.notFound)
            #expect(problem.message.hasSuffix("does not have it: \"blob unknown\""))
        }
    }

    // What an earlier run has left.

    @Test func goesOnOverTheEndOfTheProcess() async throws {
        try await setting { setting, descriptor in
            let folder = try TemporaryFolder()
            let path = folder.path.appending("partial")
            setting.configuration.retry = .never
            setting.registry.add(.cut(after: 2_000_000), to: .blobs, times: 1)
            let reference = try setting.reference()
            let problem = try await setting.problem { client in
                var file = try BlobFile(resuming: path)
                try await client.blob(descriptor, of: reference, after: file.prefix, into: &file)
            }
            #expect(problem.code == RegistryProblem.disconnected)
            try await setting.client { client in
                var file = try BlobFile(resuming: path)
                #expect(file.prefix.count > 0 && file.prefix.count <= 2_000_000)
                try await client.blob(descriptor, of: reference, after: file.prefix, into: &file)
                try file.sync()
            }
            #expect(try folder.read("partial") == Self.bytes)
            #expect(offsets(setting.registry).last ?? 0 > 0)
            // And where all is there already, nothing is asked for.
            try await setting.client { client in
                var file = try BlobFile(resuming: path)
                try await client.blob(descriptor, of: reference, after: file.prefix, into: &file)
            }
            #expect(setting.registry.requests.count == 2)
        }
    }

    /// A partial file that was damaged on the disk costs a second download, and nothing else.
    @Test(arguments: [1000, 3_000_000, 3_000_001])
    func aDamagedBeginningIsFetchedAgain(_ count: Int) async throws {
        try await setting { setting, descriptor in
            let folder = try TemporaryFolder()
            let path = try folder.write(Bytes.noise(count, seed: 7), at: "partial")
            let reference = try setting.reference()
            try await setting.client { client in
                var file = try BlobFile(resuming: path)
                try await client.blob(descriptor, of: reference, after: file.prefix, into: &file)
            }
            #expect(try folder.read("partial") == Self.bytes)
            #expect(ranges(setting.registry) == (count == 1000 ? ["bytes=1000-", nil] : [nil]))
        }
    }

    @Test func aDamagedBeginningAndALyingRegistryEnd() async throws {
        try await setting { setting, descriptor in
            let folder = try TemporaryFolder()
            let path = try folder.write([1, 2, 3], at: "partial")
            setting.registry.add(.otherBytes, to: .blobs)
            let reference = try setting.reference()
            let problem = try await setting.problem { client in
                var file = try BlobFile(resuming: path)
                try await client.blob(descriptor, of: reference, after: file.prefix, into: &file)
            }
            #expect(problem.code == RegistryProblem.damaged)
            #expect(setting.registry.requests.count == 2)
        }
    }

    @Test func theSinksOwnErrorComesThrough() async throws {
        try await setting { setting, descriptor in
            let full = Problem("test.full", .step, "the disk is full")
            let reference = try setting.reference()
            let problem = try await setting.problem { client in
                var sink = FailingSink(problem: full)
                try await client.blob(descriptor, of: reference, into: &sink)
            }
            #expect(problem == full)
            #expect(setting.registry.requests.count == 1)
        }
    }

    @Test func aFileThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        let problem = try #require(throws: Problem.self) {
            try BlobFile(resuming: folder.path.appending("missing/partial"))
        }
        #expect(problem.code == RegistryProblem.sinkUnwritable)
    }

    // Bounds.

    @Test func aCancelledDownloadClosesItsConnection() async throws {
        try await setting { setting, descriptor in
            setting.registry.add(.stall(after: 1_000_000), to: .blobs)
            let (registry, reference) = (setting.registry, try setting.reference())
            try await setting.client { client in
                let task = Task {
                    var sink = BytesSink()
                    try await client.blob(descriptor, of: reference, into: &sink)
                }
                await registry.wait { $0.requests == 1 }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                await registry.wait { $0.closed == 1 }
            }
        }
    }

    @Test func onlySoManyAtATime() async throws {
        try await setting { setting, _ in
            let registry = setting.registry
            let blobs = (0..<12).map { registry.add(blob: Bytes.noise(1000, seed: $0)) }
            registry.add(.held, to: .blobs)
            setting.configuration.limits.transfers = 3
            let reference = try setting.reference()
            try await setting.client { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for blob in blobs {
                        group.addTask {
                            var sink = BytesSink()
                            try await client.blob(blob, of: reference, into: &sink)
                        }
                    }
                    await registry.wait { $0.requests == 3 }
                    registry.release()
                    try await group.waitForAll()
                }
            }
            #expect(registry.mostActive <= 3)
            #expect(registry.requests.count == 12)
        }
    }
}
