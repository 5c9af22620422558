import RegistryClient
import TestKit
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct LoginTests {
    static let image = PlainImage(layers: [Bytes.noise(1000)])
    static let password = Credentials.password(user: "user", Secret("the-password"))

    func setting<Value>(
        _ login: FaultyRegistry.Login, tokenFields: String = "", credentials: Credentials? = nil,
        _ body: (inout Setting, SampleImageParts) async throws -> Value
    ) async throws -> Value {
        try await FaultyRegistry.run(login: login, tokenFields: tokenFields) { registry in
            let image = try registry.add(Self.image, repository: Setting.repository, tag: "1")
            var setting = Setting(registry)
            if let credentials { setting.configuration.credentials = .fixed([registry.host: credentials]) }
            return try await body(&setting, image)
        }
    }

    @Test func withAPassword() async throws {
        try await setting(.basic(user: "user", password: "the-password"), credentials: Self.password) {
            setting, image in
            let reference = try setting.reference()
            try await setting.client { client in
                _ = try await client.manifest(reference)
                _ = try await client.bytes(of: image.config, of: reference)
            }
            // Asked once; from then on it is known how.
            #expect(setting.registry.requests.map { $0.headers["authorization"] != nil } == [false, true, true])
        }
    }

    @Test func withATokenForEverybody() async throws {
        try await setting(.bearer(user: nil)) { setting, image in
            let reference = try setting.reference()
            try await setting.client { client in
                _ = try await client.manifest(reference)
                _ = try await client.bytes(of: image.config, of: reference)
            }
            let tokens = setting.registry.tokenRequests
            #expect(tokens.count == 1)
            #expect(tokens.first?["service"] == "faulty")
            #expect(tokens.first?.all("scope") == ["repository:team/app:pull"])
            #expect(tokens.first?.headers["authorization"] == nil)
        }
    }

    @Test func withATokenForAPassword() async throws {
        try await setting(.bearer(user: "user", password: "the-password"), credentials: Self.password) { setting, _ in
            let reference = try setting.reference()
            try await setting.client { _ = try await $0.manifest(reference) }
            // The password goes to the token server alone.
            let said = setting.registry.requests.filter { $0.headers["authorization"]?.hasPrefix("Basic") ?? false }
            #expect(said.map(\.path) == ["/token"])
        }
    }

    @Test func withAnIdentityToken() async throws {
        let login = FaultyRegistry.Login.bearer(user: "user", password: "x", identityToken: "the-identity")
        try await setting(login, credentials: .identityToken(Secret("the-identity"))) { setting, _ in
            let reference = try setting.reference()
            try await setting.client { _ = try await $0.manifest(reference) }
            #expect(setting.registry.tokenRequests.map(\.method) == ["POST"])
            #expect(
                setting.registry.tokenRequests.first?.headers["content-type"] == "application/x-www-form-urlencoded")
        }
    }

    @Test func aTokenIsFetchedOnceHoweverManyWait() async throws {
        try await setting(.bearer(user: nil)) { setting, image in
            let (registry, reference) = (setting.registry, try setting.reference())
            registry.add(.held, to: .tokens)
            try await setting.client { client in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<16 { group.addTask { _ = try await client.manifest(image.manifest, of: reference) } }
                    // All 401s are out, and the one request for a token.
                    await registry.wait { $0.requests == 17 }
                    registry.release()
                    try await group.waitForAll()
                }
            }
            #expect(registry.tokenRequests.count == 1)
        }
    }

    @Test func aTokenIsRenewedBeforeItEnds() async throws {
        try await setting(.bearer(user: nil), tokenFields: #","expires_in":300,"issued_at":"2026-01-01T00:00:00Z""#) {
            setting, _ in
            let (clock, reference) = (setting.clock, try setting.reference())
            try await setting.client { client in
                _ = try await client.manifest(reference)
                clock.advance(.seconds(289))
                _ = try await client.manifest(reference)
                clock.advance(.seconds(1))
                _ = try await client.manifest(reference)
            }
            #expect(setting.registry.tokenRequests.count == 2)
            // No 401 but the first.
            #expect(setting.registry.requests.filter { $0.method == "GET" && $0.path != "/token" }.count == 4)
        }
    }

    @Test func aTokenThatSaysNothingLivesAMinute() async throws {
        try await setting(.bearer(user: nil)) { setting, _ in
            let (clock, reference) = (setting.clock, try setting.reference())
            try await setting.client { client in
                _ = try await client.manifest(reference)
                clock.advance(.seconds(60))
                _ = try await client.manifest(reference)
            }
            #expect(setting.registry.tokenRequests.count == 2)
        }
    }

    @Test func aTokenThatIsRefusedIsRenewedOnce() async throws {
        try await setting(.bearer(user: nil)) { setting, _ in
            let (registry, reference) = (setting.registry, try setting.reference())
            try await setting.client { client in
                _ = try await client.manifest(reference)
                registry.revokeTokens()
                _ = try await client.manifest(reference)
            }
            #expect(registry.tokenRequests.count == 2)
        }
    }

    @Test func noForEverIsTakenAsNo() async throws {
        try await setting(.bearer(user: "user", password: "the-password"), credentials: Self.password) { setting, _ in
            let registry = setting.registry
            let challenge = #"Bearer realm="\#(registry.url)/token",service="faulty""#
            registry.add(.status(401, headers: [.init("WWW-Authenticate", challenge)]), to: .manifests)
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.unauthorized)
            #expect(problem.exit == .prerequisite)
            #expect(problem.message.hasSuffix("the registry \(registry.host) does not take this log-in"))
            #expect(problem.hint == "`docker login \(registry.host)`")
            // One question, one token, one more question.
            #expect(registry.requests.map(\.path).filter { $0.contains("manifests") }.count == 2)
            #expect(registry.tokenRequests.count == 1)
            #expect(setting.clock.sleeps == [])
        }
    }

    @Test(arguments: [
        FaultyRegistry.Login.basic(user: "user", password: "x"), .bearer(user: "user", password: "x"),
    ])
    func nobodyIsLoggedIn(_ login: FaultyRegistry.Login) async throws {
        try await setting(login) { setting, _ in
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.unauthorized)
            #expect(problem.message.hasSuffix("the registry \(setting.registry.host) wants a log-in"))
        }
    }

    @Test(arguments: [
        FaultyRegistry.Login.basic(user: "user", password: "x"), .bearer(user: "user", password: "x"),
    ])
    func aWrongPassword(_ login: FaultyRegistry.Login) async throws {
        try await setting(login, credentials: Self.password) { setting, _ in
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.unauthorized)
            #expect(problem.message.hasSuffix("does not take this log-in"))
            #expect(!"\(problem)".contains("the-password"))
            #expect(setting.registry.requests.count <= 3)
        }
    }

    @Test func aTokenServerThatFailsIsAskedAgain() async throws {
        try await setting(.bearer(user: nil)) { setting, _ in
            setting.registry.add(.status(503), to: .tokens, times: 2)
            let reference = try setting.reference()
            try await setting.client { _ = try await $0.manifest(reference) }
            #expect(setting.registry.tokenRequests.count == 3)
        }
    }

    @Test(arguments: [RegistryFault.page, .longer(by: 1 << 20), .status(200, body: #"{"token":"a\r\nX: y"}"#)])
    func aTokenServerThatLies(_ fault: RegistryFault) async throws {
        try await setting(.bearer(user: nil)) { setting, _ in
            setting.registry.add(fault, to: .tokens)
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.code == RegistryProblem.damaged)
            #expect(problem.expected == "a token (JSON with `token` or `access_token`)")
        }
    }

    @Test func aQuestionThatNobodyCanAnswer() async throws {
        try await setting(.none) { setting, _ in
            setting.registry.add(.status(401, headers: [.init("WWW-Authenticate", "Negotiate")]), to: .manifests)
            let reference = try setting.reference()
            let problem = try await setting.problem { _ = try await $0.manifest(reference) }
            #expect(problem.expected == "401 with `WWW-Authenticate: Bearer` or `Basic`")
            #expect(problem.found == "negotiate")
        }
    }
}
