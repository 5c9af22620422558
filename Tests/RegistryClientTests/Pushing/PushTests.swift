import Foundation
import RegistryClient
import TestKit
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct PushTests {
    static let bytes = Bytes.noise(1_500_000)
    static let digest = Digest.of(bytes)

    func setting(
        login: FaultyRegistry.Login = .none, locations: FaultyRegistry.Locations = .relative,
        _ body: (Setting) async throws -> Void
    ) async throws {
        try await FaultyRegistry.run(login: login, locations: locations) { try await body(Setting($0)) }
    }

    func methods(_ setting: Setting) -> [String] { setting.registry.requests.map(\.method) }

    @Test(arguments: [FaultyRegistry.Locations.relative, .absolute], [UploadForm.whole, .chunked(bytes: 400_000)])
    func blobs(_ locations: FaultyRegistry.Locations, _ form: UploadForm) async throws {
        try await setting(login: .bearer(user: nil), locations: locations) { setting in
            let (reference, told) = (try setting.reference(), Numbers())
            let outcome = try await setting.client {
                try await $0.push(.bytes(Self.bytes), digest: Self.digest, to: reference, form: form) { told.add($0) }
            }
            #expect(outcome == .uploaded)
            #expect(setting.registry.blob(Self.digest) == Self.bytes)
            #expect(told.all.last == 1_500_000)
            #expect(told.all == told.all.sorted())
            // One token, for pulling and pushing, is enough for all of it.
            #expect(setting.registry.tokenRequests.count == 1)
            #expect(setting.registry.tokenRequests.first?["scope"] == "repository:team/app:pull,push")
            if form != .whole { #expect(methods(setting).filter { $0 == "PATCH" }.count == 4) }
        }
    }

    @Test func whatIsThereIsNotSent() async throws {
        try await setting { setting in
            setting.registry.add(blob: Self.bytes)
            let reference = try setting.reference()
            let outcome = try await setting.client {
                try await $0.push(.bytes(Self.bytes), digest: Self.digest, to: reference)
            }
            #expect(outcome == .alreadyThere)
            #expect(methods(setting) == ["HEAD"])
        }
    }

    @Test func whatIsElsewhereIsMounted() async throws {
        try await setting { setting in
            setting.registry.add(blob: Self.bytes)
            // A repository does not show what another one has.
            setting.registry.add(.status(404), to: .requests("HEAD", "/blobs/"))
            let reference = try setting.reference()
            let other = try #require(ImageReference("\(setting.registry.host)/other/app"))
            let outcome = try await setting.client {
                try await $0.push(.bytes(Self.bytes), digest: Self.digest, to: reference, mountingFrom: other)
            }
            #expect(outcome == .mounted)
            #expect(setting.registry.requests.last?["from"] == "other/app")
            // Of another registry nothing can be mounted.
            let foreign = try #require(ImageReference("registry.example.com/app"))
            let again = try await setting.client {
                try await $0.push(.bytes(Self.bytes), digest: Self.digest, to: reference, mountingFrom: foreign)
            }
            #expect(again == .uploaded)
        }
    }

    @Test func outOfAFileAndMadeOnTheWay() async throws {
        try await setting { setting in
            let folder = try TemporaryFolder()
            let path = try folder.write([1, 2, 3] + Self.bytes + [4], at: "file")
            let handle = try #require(FileHandle(forReadingAtPath: path.rawValue))
            let region = FileRegion(
                descriptor: handle.fileDescriptor, offset: 3, length: Int64(Self.bytes.count), owner: folder)
            let doubled = Self.bytes + Self.bytes
            let generated = BlobBody.generated(size: Int64(doubled.count)) { BytesReader(doubled) }
            let reference = try setting.reference()
            try await setting.client { client in
                try await client.push(.region(region), digest: Self.digest, to: reference)
                try await client.push(
                    generated, digest: Digest.of(doubled), to: reference, form: .chunked(bytes: 1_000_000))
            }
            try handle.close()
            #expect(setting.registry.blob(Self.digest) == Self.bytes)
            #expect(setting.registry.blob(Digest.of(doubled)) == doubled)
        }
    }

    @Test func manifests() async throws {
        try await setting { setting in
            let config = Descriptor.of(Array("{}".utf8), as: .imageConfiguration)
            let bytes = try CanonicalJSON.encode(ImageManifest(config: config, layers: []))
            let reference = try setting.reference(":new")
            let early = try await setting.problem {
                try await $0.push(manifest: bytes, as: .imageManifest, to: reference)
            }
            #expect(early.code == RegistryProblem.notFound)
            let untagged = try setting.reference("@\(Digest.of(bytes))")
            try await setting.client { client in
                try await client.push(.bytes(Array("{}".utf8)), digest: config.digest, to: reference)
                try await client.push(manifest: bytes, as: .imageManifest, to: reference)
                try await client.push(manifest: bytes, as: .imageManifest, to: untagged)
            }
            #expect(setting.registry.manifest("team/app", "new") == bytes)
            #expect(setting.registry.requests.last?.path.hasSuffix("/manifests/\(Digest.of(bytes))") == true)
            let other = try setting.reference("@\(Self.digest)")
            let problem = try await setting.problem {
                try await $0.push(manifest: bytes, as: .imageManifest, to: other)
            }
            #expect(problem.code == RegistryProblem.damaged)
            #expect(problem.consequence == "nothing was sent")
        }
    }

    @Test(
        arguments: [RegistryFault.status(503), .status(429)],
        [UploadForm.whole, .chunked(bytes: 400_000)])
    func whatPassesIsTriedAgain(_ fault: RegistryFault, _ form: UploadForm) async throws {
        try await setting { setting in
            setting.registry.add(fault, to: .requests(form == .whole ? "PUT" : "PATCH", "/blobs/uploads/"), times: 2)
            setting.registry.add(fault, to: .requests("POST", "/blobs/uploads/"), times: 1)
            let reference = try setting.reference()
            let outcome = try await setting.client {
                try await $0.push(.bytes(Self.bytes), digest: Self.digest, to: reference, form: form)
            }
            #expect(outcome == .uploaded)
            #expect(setting.registry.blob(Self.digest) == Self.bytes)
            // A chunked upload goes on where it was.
            #expect(methods(setting).filter { $0 == "POST" }.count == (form == .whole ? 4 : 2))
        }
    }

    @Test func aWrongDigestIsRefused() async throws {
        try await setting { setting in
            let reference = try setting.reference()
            let problem = try await setting.problem {
                try await $0.push(.bytes([1]), digest: Self.digest, to: reference)
            }
            #expect(problem.code == RegistryProblem.refused)
            #expect(problem.message.hasSuffix("refused: \"digest invalid\""))
        }
    }

    @Test func aSourceThatEndsTooEarly() async throws {
        try await setting { setting in
            let short = BlobBody.generated(size: 1_000_000) { BytesReader([1, 2, 3]) }
            let reference = try setting.reference()
            let problem = try await setting.problem { try await $0.push(short, digest: Self.digest, to: reference) }
            #expect(problem.code == RegistryProblem.sourceShort)
            #expect(problem.found == "3 bytes")
        }
    }
}
