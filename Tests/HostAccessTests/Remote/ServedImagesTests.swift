import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Images that a host serves on its own loopback address, with blobs that the near end has: one text for this machine and for one behind a connection.
@Suite(.timeLimit(.minutes(1))) struct ServedImagesTests {
    /// More than two windows of credit.
    private let large = (0..<1_300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    private let small = Array("{}".utf8)

    private func listing() -> RegistryListing {
        let layer = BundledLayer(stored: .of(large, as: .layerTarZstd), diffID: .of([1]), plainSize: 3)
        return RegistryListing(
            repositories: [
                .init(
                    name: "docker.io/library/web", tags: ["1": .of(small)], manifests: [.of(small)],
                    configs: [.of(small, as: .imageConfiguration)], layers: [layer])
            ], documents: [.init(mediaType: .imageIndex, digest: .of(small), text: "{}")])
    }

    private final class Events: Sendable {
        private let all = Mutex<[BlobEvent]>([])
        func add(_ event: BlobEvent) { all.withLock { $0.append(event) } }
        var failures: [Problem] {
            all.withLock { $0 }.compactMap { if case .failed(let problem) = $0 { problem } else { nil } }
        }
        func farthest(_ digest: Digest) -> Int64? {
            all.withLock { $0 }.compactMap {
                if case .sent(digest, let position) = $0 { position } else { nil }
            }.max()
        }
    }

    private func run(
        _ way: HostUnderTest, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        _ body: (any LoopbackService, ReadingLoopback, Events) async throws -> Void
    ) async throws {
        let loopback = ReadingLoopback()
        let events = Events()
        try await way.run(loopback: loopback) { host, _ in
            let service = try await host.serveImages(listing(), port: 28_001, blob: blob) { events.add($0) }
            try await body(service, loopback, events)
            await service.stop()
            #expect(loopback.isStopped)
        }
    }

    @Test(arguments: [HostUnderTest.local, .remote]) func blobsComeWhole(_ way: HostUnderTest) async throws {
        let contents: [Digest: [UInt8]] = [.of(large): large, .of(small): small]
        try await run(way, blob: { contents[$0].map { .bytes($0) } }) { service, loopback, events in
            #expect(loopback.port == 28_001)
            #expect(loopback.listing == listing())
            // As an engine does: several at a time, one of them twice.
            async let first = loopback.read(.of(large))
            async let second = loopback.read(.of(small))
            async let third = loopback.read(.of(large))
            let found = try await [first, second, third]
            #expect(found == [large, small, large])
            if way == .remote {
                #expect(service.counting == .asStored)
                #expect(events.farthest(.of(large)) == Int64(large.count))
                let unknown = try await loopback.read(.of([9]))
                #expect(unknown == nil)
            }
        }
    }

    /// An engine that goes away in the middle stops the sending, and holds up nothing.
    @Test func aReaderThatLeavesLetsGo() async throws {
        let opened = Mutex(0)
        let size = 64 << 20
        try await run(
            .remote,
            blob: { _ in
                .generated(size: Int64(size)) {
                    opened.withLock { $0 += 1 }
                    return EndlessReader()
                }
            }
        ) { _, loopback, events in
            for _ in 0..<20 {
                let part = try #require(try await loopback.read(.of(large), limit: 20_000))
                #expect(part.count >= 20_000)
            }
            #expect(opened.withLock { $0 } == 20)
            #expect(events.failures.isEmpty)
        }
    }

    /// The near end's own reason is what is told; the far one only sees that nothing comes.
    @Test func whatCannotBeReadIsTold() async throws {
        let problem = Problem("bundle.layer", .bundle, "the medium is damaged")
        try await run(.remote, blob: { _ in throw problem }) { _, loopback, events in
            await #expect(throws: (any Error).self) { _ = try await loopback.read(.of(large)) }
            while events.failures.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(events.failures.map(\.message) == ["the medium is damaged"])
        }
    }

    /// And what the server at the far end finds out, the near end is told.
    @Test func whatTheServerSaysComesBack() async throws {
        try await run(.remote, blob: { _ in nil }) { _, loopback, events in
            loopback.tell(.failed(Problem("bundle.layer", .bundle, "not what the bundle says")))
            while events.failures.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(events.failures.map(\.code) == ["bundle.layer"])
        }
    }

    @Test func aPortThatIsTaken() async throws {
        try await HostUnderTest.remote.run(loopback: ReadingLoopback()) { host, _ in
            let found = try await refusal {
                _ = try await host.serveImages(listing(), port: 1, blob: { _ in nil }) { _ in }
            }
            #expect(found.code == "registry.cannot-listen")
            let outside = try await refusal {
                _ = try await host.serveImages(listing(), port: 70_000, blob: { _ in nil }) { _ in }
            }
            #expect(outside.code == "host.number-out-of-range")
        }
    }

    /// A manifest that was changed on the way is not served.
    @Test func aManifestThatIsAnother() async throws {
        try await HostUnderTest.remote.run(loopback: ReadingLoopback()) { host, _ in
            var spoilt = listing()
            spoilt.documents[0].text = "{ }"
            let found = try await refusal {
                _ = try await host.serveImages(spoilt, port: 28_001, blob: { _ in nil }) { _ in }
            }
            #expect(found.code == "host.protocol-broken")
        }
    }

    /// A far end that has no registry says so.
    @Test func aProgramWithoutRegistry() async throws {
        try await HostUnderTest.remote.run { host, _ in
            let found = try await refusal {
                _ = try await host.serveImages(listing(), port: 28_001, blob: { _ in nil }) { _ in }
            }
            #expect(found.code == "host.no-registry")
        }
    }

    /// When the connection ends in the middle, nothing goes on listening, and nobody waits for ever.
    @Test func aConnectionThatEnds() async throws {
        let loopback = ReadingLoopback()
        let held = Mutex<(any LoopbackService)?>(nil)
        try await HostUnderTest.remote.run(loopback: loopback) { host, _ in
            let service = try await host.serveImages(listing(), port: 28_001, blob: { _ in nil }) { _ in }
            held.withLock { $0 = service }
        }
        while !loopback.isStopped { try await Task.sleep(for: .milliseconds(5)) }
        await #expect(throws: (any Error).self) { _ = try await loopback.read(.of(large)) }
        await held.withLock { $0 }?.stop()
    }
}

/// As many bytes as anybody wants.
private struct EndlessReader: ByteReader {
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { buffer.count }
}
