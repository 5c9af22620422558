import RegistryClient
import TestKit
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct ManifestTests {
    static let image = PlainImage(layers: [Bytes.noise(1000)])

    func setting<Value>(
        _ body: (inout Setting, SampleImageParts) async throws -> Value
    ) async throws -> Value {
        try await FaultyRegistry.run { registry in
            let image = try registry.add(Self.image, repository: Setting.repository, tag: "1")
            var setting = Setting(registry)
            return try await body(&setting, image)
        }
    }

    @Test func byTagAndByDigest() async throws {
        try await setting { setting, image in
            let (tag, digest) = (try setting.reference(), try setting.reference("@\(image.index.digest)"))
            let both = try setting.reference(":other@\(image.index.digest)")
            try await setting.client { client in
                for reference in [tag, digest, both] {
                    #expect(try await client.resolve(reference) == image.index)
                    let found = try await client.manifest(reference)
                    #expect(found.descriptor == image.index)
                    #expect(Digest.of(found.bytes) == image.index.digest)
                }
                #expect(try await client.manifest(image.manifest, of: tag).descriptor == image.manifest)
                #expect(try await client.bytes(of: image.config, of: tag) == Self.image.configuration())
            }
            let accept = setting.registry.requests.first?.headers["accept"] ?? ""
            for type in ["oci.image.index.v1", "oci.image.manifest.v1", "manifest.list.v2", "manifest.v2"] {
                #expect(accept.contains(type))
            }
            #expect(setting.registry.requests.filter { $0.method == "HEAD" }.count == 3)
        }
    }

    @Test func aHeadThatDoesNotSayEnoughIsFollowedByAGet() async throws {
        try await setting { setting, image in
            setting.registry.add(
                .headers([.init("Docker-Content-Digest", "")]), to: .requests("HEAD", "/manifests/"))
            let reference = try setting.reference()
            #expect(try await setting.client { try await $0.resolve(reference) } == image.index)
            #expect(setting.registry.requests.map(\.method) == ["HEAD", "GET"])
        }
    }

    @Test func whatIsNotThere() async throws {
        try await setting { setting, _ in
            let reference = try setting.reference(":2")
            let problem = try await setting.problem { _ = try await $0.resolve(reference) }
            let host = setting.registry.host
            #expect(problem.code == RegistryProblem.notFound)
            #expect(problem.exit == .definition)
            #expect(
                problem.message
                    == "cannot look up `\(host)/team/app:2`: the registry \(host) does not have it: \"manifest unknown\""
            )
            #expect(problem.hint?.contains("`docker login \(host)`") == true)
            #expect(setting.clock.sleeps == [])
        }
    }

    /// Each lie is refused at once, and named.
    @Test(arguments: [
        (RegistryFault.otherBytes, RegistryProblem.damaged), (.longer(by: 1), RegistryProblem.damaged),
        (.shorter(by: 1), RegistryProblem.damaged), (.page, RegistryProblem.damaged),
        (.headers([.init("Content-Type", "application/octet-stream")]), RegistryProblem.damaged),
        (.headers([.init("Content-Type", "")]), RegistryProblem.damaged),
        (.headers([.init("Content-Type", MediaType.imageManifest.rawValue)]), RegistryProblem.damaged),
        (.headers([.init("Docker-Content-Digest", "\(Digest.of([1]))")]), RegistryProblem.damaged),
        (.chunked(bytes: 5 << 20), RegistryProblem.damaged), (.longer(by: 5 << 20), RegistryProblem.damaged),
        (
            .headers([.init("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws")]),
            RegistryProblem.manifestRetired
        ),
        (.status(400, body: #"{"errors":[{"message":"bad\u001b[31m"}]}"#), RegistryProblem.refused),
        (.status(403), RegistryProblem.unauthorized), (.status(501), RegistryProblem.failed),
        (.redirect(to: nil), RegistryProblem.refused), (.redirect(to: "file:/etc/passwd"), RegistryProblem.refused),
    ])
    func lies(_ fault: RegistryFault, _ code: ProblemCode) async throws {
        try await setting { setting, _ in
            setting.registry.add(fault, to: .manifests)
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == code)
            #expect(problem.message.contains("cannot pull `\(setting.registry.host)/team/app:1`"))
            #expect(setting.clock.sleeps == [])
            #expect(!"\(problem)".contains("\u{1B}"))
        }
    }

    @Test func aDigestIsHonoured() async throws {
        try await setting { setting, image in
            // Another manifest under this digest, in head and body.
            setting.registry.add(.headers([.init("Docker-Content-Digest", "\(image.manifest.digest)")]), to: .manifests)
            let reference = try setting.reference("@\(image.index.digest)")
            let problem = try await setting.problem { _ = try await $0.resolve(reference) }
            #expect(problem.code == RegistryProblem.damaged)
            #expect(problem.expected == "\(image.index.digest)")
            #expect(problem.found == "\(image.manifest.digest)")
            #expect(problem.consequence == "it was not used")
        }
    }

    @Test func anIndexsEntryOfAnotherSizeIsRefused() async throws {
        try await setting { setting, image in
            var entry = image.manifest
            entry.size += 1
            let (wrong, reference) = (entry, try setting.reference())
            let problem = try await setting.problem { _ = try await $0.manifest(wrong, of: reference) }
            #expect(problem.code == RegistryProblem.damaged)
        }
    }

    @Test(arguments: [
        RegistryFault.status(500), .status(502), .status(503), .status(408), .status(429), .cut(after: 0),
        .cut(after: 20),
    ])
    func whatPassesIsTriedAgain(_ fault: RegistryFault) async throws {
        try await setting { setting, image in
            setting.registry.add(fault, to: .requests("GET", "/manifests/"), times: 3)
            let reference = try setting.reference()
            #expect(try await setting.client { try await $0.manifest(reference).descriptor } == image.index)
            // Full jitter with a chance of one half.
            #expect(setting.clock.sleeps == [.milliseconds(250), .milliseconds(500), .seconds(1)])
        }
    }

    @Test func theRegistrysOwnWaitIsKept() async throws {
        try await setting { setting, image in
            let registry = setting.registry
            registry.add(.status(429, headers: [.init("Retry-After", "7")]), to: .manifests, times: 1)
            registry.add(
                .status(503, headers: [.init("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT")]), to: .manifests, times: 1
            )
            let reference = try setting.reference()
            #expect(try await setting.client { try await $0.resolve(reference) } == image.index)
            #expect(setting.clock.sleeps == [.seconds(7), .seconds(9)])
        }
    }

    @Test func aWaitThatIsTooLongIsSaid() async throws {
        try await setting { setting, _ in
            let body = #"{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit"}]}"#
            setting.registry.add(.status(429, headers: [.init("Retry-After", "21600")], body: body), to: .manifests)
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.rateLimited)
            #expect(
                problem.message.hasSuffix("takes no more requests for now: \"You have reached your pull rate limit\""))
            #expect(problem.found == "HTTP status 429; it asks to wait 21600 s")
            #expect(setting.clock.sleeps == [])
        }
    }

    @Test func attemptsEnd() async throws {
        try await setting { setting, _ in
            setting.registry.add(.status(503), to: .manifests)
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.failed)
            #expect(setting.registry.requests.count == 7)
            #expect(setting.clock.sleeps.count == 6)
        }
    }

    @Test func silenceHasALimit() async throws {
        try await setting { setting, _ in
            setting.configuration.limits.stall = .milliseconds(500)
            setting.configuration.retry.attempts = 2
            for fault in [RegistryFault.silence, .stall(after: 10)] {
                setting.registry.heal()
                setting.registry.add(fault, to: .manifests)
                let reference = try setting.reference()
                let problem = try await setting.problem { _ = try await $0.manifest(reference) }
                #expect(problem.code == RegistryProblem.timedOut)
                #expect(problem.exit == .step)
            }
            await setting.registry.wait { $0.closed >= 4 }
        }
    }

    @Test func nobodyIsThere() async throws {
        try await setting { setting, _ in
            await setting.registry.stop()
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.unreachable)
            #expect(problem.exit == .prerequisite)
            #expect(
                problem.message.hasSuffix("cannot reach the registry \(setting.registry.host): nobody listens there"))
            #expect(setting.clock.sleeps.count == 2)
        }
    }
}
