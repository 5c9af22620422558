import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Files that a host puts together from what it has and what is sent: one text for this machine and for those behind a connection.
@Suite(.timeLimit(.minutes(1))) struct CollectedFileTests {
    private let head = Array("a header, of which nothing is known by digest".utf8)
    private let large = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3 | 1) }
    private let small = Array("{}".utf8)
    /// Begins as a hole does.
    private let zeros = [UInt8](repeating: 0, count: 1024)

    private var content: [UInt8] { head + large + small + zeros }
    private var pieces: [CollectedFile.Piece] {
        let start = Int64(head.count)
        return [
            .init(.of(large), at: start, size: Int64(large.count)),
            .init(.of(small), at: start + Int64(large.count), size: 2),
            .init(.of(zeros), at: start + Int64(large.count) + 2, size: 1024),
        ]
    }

    private func plan(_ folder: TemporaryFolder, _ id: String = "one") -> CollectedFile {
        CollectedFile(
            folder: folder.path.appending("bundle/\(id)"), name: RelativePath("app.valise") ?? .sample,
            size: Int64(content.count), pieces: pieces)
    }

    private var config: Descriptor { .of(small, as: .imageConfiguration) }
    private var layer: BundledLayer {
        BundledLayer(stored: .of(large, as: .layerTarZstd), diffID: .of([1]), plainSize: 3)
    }
    private func listing(_ configs: [Descriptor], _ layers: [BundledLayer]) -> RegistryListing {
        RegistryListing(
            repositories: [
                .init(name: "docker.io/library/web", tags: [:], manifests: [], configs: configs, layers: layers)
            ], documents: [])
    }

    private func complete(_ host: any HostAccess, _ file: CollectedFile) async throws -> [CollectedFile.Stretch] {
        let lacking = try await host.lackingStretches(of: file)
        let content = content
        #expect(
            try await host.complete(file, with: lacking) { stretch in
                .bytes(Array(content[Int(stretch.offset)..<Int(stretch.offset + stretch.length)]))
            } == .made)
        return lacking
    }

    @Test(arguments: HostUnderTest.all) func allOfItIsSentWhereNothingIsThere(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let file = plan(folder)
            let lacking = try await complete(host, file)
            #expect(lacking == [.init(offset: 0, length: Int64(content.count))])
            #expect(try folder.read("bundle/one/app.valise") == content)
            #expect(try folder.mode("bundle/one/app.valise") == 0o600)
            #expect(try await host.names(in: folder.path.appending("bundle")) == ["one"])
            // It is in its place.
            #expect(try await host.lackingStretches(of: file) == [])
            let again = try await host.complete(file, with: []) { _ in .bytes([]) }
            #expect(again == .alreadySo)
        }
    }

    @Test(arguments: HostUnderTest.all) func whatAnotherOneHasIsNotSent(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            _ = try await complete(host, plan(folder))
            var next = plan(folder, "two")
            next.size += 3
            let content = content + Array("end".utf8)
            let lacking = try await host.lackingStretches(of: next)
            #expect(
                lacking == [
                    .init(offset: 0, length: Int64(head.count)), .init(offset: next.size - 3, length: 3),
                ])
            _ = try await host.complete(next, with: lacking) { stretch in
                .bytes(Array(content[Int(stretch.offset)..<Int(stretch.offset + stretch.length)]))
            }
            #expect(try folder.read("bundle/two/app.valise") == content)
            // Nor what one elsewhere has, where that is named.
            var elsewhere = plan(folder)
            elsewhere.folder = folder.path.appending("other/bundle/one")
            let unnamed = try await host.lackingStretches(of: elsewhere)
            #expect(unnamed.reduce(0) { $0 + $1.length } == Int64(self.content.count))
            elsewhere.others = [folder.path.appending("none"), folder.path.appending("bundle")]
            #expect(
                try await host.lackingStretches(of: elsewhere) == [.init(offset: 0, length: Int64(head.count))])
            // One that is damaged is of no help, nor is one whose table nobody can read.
            let damaged = folder.path.appending("bundle/two/app.valise")
            try Data(content.map { $0 ^ 0xff }).write(to: URL(filePath: damaged.rawValue))
            try Data("no table".utf8).write(
                to: URL(filePath: folder.path.appending("bundle/one/pieces.json").rawValue))
            let all = try await complete(host, plan(folder, "three"))
            #expect(all.reduce(0) { $0 + $1.length } == Int64(self.content.count))
            #expect(try folder.read("bundle/three/app.valise") == self.content)
        }
    }

    /// Blobs that an engine pulled through the host's registry stay there: the rest alone is sent.
    @Test func whatWasServedStays() async throws {
        let loopback = ReadingLoopback()
        try await HostUnderTest.remote.run(loopback: loopback) { host, folder in
            let file = plan(folder)
            let contents: [Digest: [UInt8]] = [.of(large): large, .of(small): small]
            let service = try await host.serveImages(
                listing([config], [layer]), port: 28_001, collecting: file, blob: { contents[$0].map { .bytes($0) } },
                onEvent: { _ in })
            // Twice, and at the same time.
            async let first = loopback.read(.of(large))
            async let second = loopback.read(.of(large))
            let found = try await [first, second]
            #expect(found == [large, large])
            await service.stop()
            let lacking = try await complete(host, file)
            #expect(
                lacking == [
                    .init(offset: 0, length: Int64(head.count)),
                    .init(offset: Int64(head.count + large.count), length: 2 + 1024),
                ])
            #expect(try folder.read("bundle/one/app.valise") == content)
        }
    }

    /// A pull that ended in the middle left half of a blob: it is sent, all of it.
    @Test func halfABlobIsNone() async throws {
        let loopback = ReadingLoopback()
        try await HostUnderTest.remote.run(loopback: loopback) { host, folder in
            let file = plan(folder)
            let large = large
            let service = try await host.serveImages(
                listing([], [layer]), port: 28_001, collecting: file, blob: { _ in .bytes(large) }, onEvent: { _ in })
            _ = try await loopback.read(.of(large), limit: 20_000)
            await service.stop()
            let lacking = try await complete(host, file)
            #expect(lacking == [.init(offset: 0, length: Int64(content.count))])
            #expect(try folder.read("bundle/one/app.valise") == content)
        }
    }

    /// That it cannot be kept is no reason not to serve.
    @Test func whereItCannotBeWrittenImagesAreServedAllTheSame() async throws {
        let loopback = ReadingLoopback()
        try await HostUnderTest.remote.run(loopback: loopback) { host, folder in
            _ = try folder.write("in the way", at: "bundle")
            let small = small
            let service = try await host.serveImages(
                listing([config], []), port: 28_001, collecting: plan(folder), blob: { _ in .bytes(small) },
                onEvent: { _ in })
            let found = try await loopback.read(.of(small))
            #expect(found == small)
            await service.stop()
            let problem = try await refusal { _ = try await host.lackingStretches(of: plan(folder)) }
            #expect(problem.code == "host.not-a-folder")
        }
    }

    /// A disk that could be too small for images and file is left to the images.
    @Test func whereRoomIsScarceNothingIsCollected() async throws {
        let loopback = ReadingLoopback()
        try await HostUnderTest.remote.run(loopback: loopback) { host, folder in
            let free = try #require(try await host.freeSpace(at: folder.path))
            var file = plan(folder)
            file.size = free.size.bytes / 5
            let small = small
            let service = try await host.serveImages(
                listing([config], []), port: 28_001, collecting: file, blob: { _ in .bytes(small) }, onEvent: { _ in })
            let found = try await loopback.read(.of(small))
            #expect(found == small)
            await service.stop()
            #expect(try await host.kind(of: folder.path.appending("bundle")) == .missing)
        }
    }

    @Test(arguments: HostUnderTest.all) func aPieceThatIsNotWhatItSays(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let file = plan(folder)
            let lacking = try await host.lackingStretches(of: file)
            var spoilt = content
            spoilt[head.count + 5] ^= 1
            let sent = spoilt
            let problem = try await refusal {
                _ = try await host.complete(file, with: lacking) { stretch in
                    .bytes(Array(sent[Int(stretch.offset)..<Int(stretch.offset + stretch.length)]))
                }
            }
            #expect(problem.code == "bundle.digest")
            #expect(problem.expected == "\(Digest.of(large))")
            #expect(try await host.kind(of: file.folder) == .missing)
            // And the next try mends it.
            _ = try await complete(host, file)
            #expect(try folder.read("bundle/one/app.valise") == content)
        }
    }

    /// What comes from another host may not fit together: refused, and nothing is written outside of the file.
    @Test(arguments: 0..<6) func plansThatDoNotFitTogether(_ index: Int) async throws {
        try await HostUnderTest.remote.run { host, folder in
            var file = plan(folder)
            var stretches: [CollectedFile.Stretch] = []
            switch index {
            case 0: file.pieces.reverse()
            case 1: file.pieces[2] = .init(.of(zeros), at: .max, size: 1024)
            case 2: file.pieces[0] = .init(.of(large), at: -1, size: 5)
            case 3: file.size = -1
            case 4: file.name = RelativePath("a/b") ?? .sample
            default: stretches = [.init(offset: 5, length: .max)]
            }
            let problem = try await refusal { [file, stretches] in
                _ = try await host.complete(file, with: stretches) { _ in .bytes([]) }
            }
            #expect(problem.code == "host.protocol-broken")
            #expect(try await host.names(in: folder.path.appending("bundle")).filter { !$0.hasPrefix(".") } == [])
        }
    }
}

extension RelativePath {
    fileprivate static var sample: RelativePath {
        guard let path = RelativePath("sample") else { preconditionFailure("a name of one letter is a path") }
        return path
    }
}
