import RegistryClient
import TestKit
import Testing
import Vocabulary

/// What other hosts get to see: never a password or a token.
@Suite(.timeLimit(.minutes(1))) struct ForeignHostTests {
    static let bytes = Bytes.noise(100_000)

    /// A registry that wants a password, and another host that keeps its blobs.
    func setting(_ body: (inout Setting, FaultyRegistry, Descriptor) async throws -> Void) async throws {
        try await FaultyRegistry.run { store in
            try await FaultyRegistry.run(
                login: .basic(user: "user", password: "the-password"), locations: .at(store.url)
            ) { registry in
                let descriptor = registry.add(blob: Self.bytes)
                store.add(blob: Self.bytes)
                var setting = Setting(registry)
                setting.configuration.credentials = .fixed([
                    registry.host: .password(user: "user", Secret("the-password"))
                ])
                try await body(&setting, store, descriptor)
                #expect(store.requests.allSatisfy { $0.headers["authorization"] == nil })
            }
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func blobsMayBeElsewhere(_ status: Int) async throws {
        try await setting { setting, store, descriptor in
            let target = "\(store.url)/v2/x/blobs/\(descriptor.digest)?signature=a%2Fb"
            setting.registry.add(.redirect(to: target, status: status), to: .blobs)
            store.add(.cut(after: 50_000), to: .blobs, times: 1)
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            #expect(store.requests.count == 2)
            #expect(store.requests.last?["signature"] == "a/b")
            #expect(store.requests.last?.headers["range"] != nil)
        }
    }

    @Test func aForeignHostThatWantsALogInGetsNone() async throws {
        try await setting { setting, store, descriptor in
            setting.registry.add(.redirect(to: "\(store.url)/v2/x/blobs/\(descriptor.digest)"), to: .blobs)
            store.add(.status(401, headers: [.init("WWW-Authenticate", "Basic")]), to: .blobs)
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.refused)
            #expect(problem.found == "HTTP status 401")
            #expect(problem.message.contains("(\(store.host))"))
            #expect(store.requests.count == 1)
        }
    }

    @Test func redirectsEnd() async throws {
        try await setting { setting, store, descriptor in
            setting.registry.add(.redirect(to: nil), to: .blobs)
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.refused)
            #expect(problem.message.hasSuffix("sent us on to where we do not go: it is the 6th in a row"))
            #expect(problem.consequence == "no password went there")
            #expect(store.requests == [])
        }
    }

    @Test func anUploadMayGoElsewhere() async throws {
        try await setting { setting, store, _ in
            let reference = try setting.reference()
            let bytes = Bytes.noise(300_000, seed: 3)
            let outcome = try await setting.client {
                try await $0.push(.bytes(bytes), digest: Digest.of(bytes), to: reference)
            }
            #expect(outcome == .uploaded)
            #expect(store.blob(Digest.of(bytes)) == bytes)
            #expect(store.requests.map(\.method) == ["PUT"])
        }
    }
}
