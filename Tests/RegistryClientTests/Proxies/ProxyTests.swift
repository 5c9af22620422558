import RegistryClient
import TestKit
import Testing
import Vocabulary

/// Registries behind a proxy, which alone knows their names.
@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    static let bytes = Bytes.noise(300_000)
    static let name = "registry.example.com"

    private func download(_ registry: FaultyRegistry, _ setting: Setting, _ descriptor: Descriptor) async throws
        -> [UInt8]
    {
        var sink = BytesSink()
        let reference = try #require(ImageReference("\(Self.name):\(registry.port)/team/app:1"))
        try await setting.client { try await $0.blob(descriptor, of: reference, into: &sink) }
        return sink.bytes
    }

    private func problem(
        _ registry: FaultyRegistry, _ setting: Setting, _ descriptor: Descriptor
    ) async throws -> Problem {
        do {
            _ = try await download(registry, setting, descriptor)
        } catch let problem as Problem {
            return problem
        }
        throw Setting.Missing.problem
    }

    @Test(.enabled(if: PrivateAuthority.isAvailable, "openssl is missing: run Tests/setup test"))
    func throughIt() async throws {
        let authority = try await PrivateAuthority(names: "DNS:\(Self.name),IP:127.0.0.1")
        let login = FaultyRegistry.Login.bearer(user: "user", password: "the-password")
        try await FaultyRegistry.run(login: login, authority: authority) { registry in
            try await StubProxy.run { proxy in
                let descriptor = registry.add(blob: Self.bytes)
                registry.add(.cut(after: 100_000), to: .blobs, times: 1)
                var setting = Setting(registry)
                let place = "\(Self.name):\(registry.port)"
                setting.configuration.authorities = [authority.certificate]
                setting.configuration.credentials = .fixed([place: .password(user: "user", Secret("the-password"))])
                setting.configuration.proxies = try ProxySettings(environment: [
                    "HTTPS_PROXY": "http://me:proxy-password@127.0.0.1:\(proxy.port)"
                ])
                #expect(try await download(registry, setting, descriptor) == Self.bytes)
                #expect(Set(proxy.requests.map(\.target)) == [place])
                // The proxy's own password, and to nobody else; the registry's is inside of TLS.
                #expect(Set(proxy.requests.map(\.authorization)) == ["Basic bWU6cHJveHktcGFzc3dvcmQ="])
                #expect(registry.requests.allSatisfy { $0.headers["proxy-authorization"] == nil })
                // Its files are read when the registry is first spoken to.
                withExtendedLifetime(authority) {}
            }
        }
    }

    @Test func inPlainHTTPWhereThatIsDeclared() async throws {
        try await FaultyRegistry.run { registry in
            try await StubProxy.run { proxy in
                let descriptor = registry.add(blob: Self.bytes)
                var setting = Setting(registry)
                setting.configuration.plainHTTP = [Self.name]
                setting.configuration.proxies = try ProxySettings(environment: [
                    "http_proxy": "127.0.0.1:\(proxy.port)"
                ])
                #expect(try await download(registry, setting, descriptor) == Self.bytes)
                #expect(proxy.requests.map(\.target) == ["\(Self.name):\(registry.port)"])
            }
        }
    }

    @Test func notToThisMachine() async throws {
        try await FaultyRegistry.run { registry in
            try await StubProxy.run { proxy in
                let descriptor = registry.add(blob: Self.bytes)
                var setting = Setting(registry)
                let place = "127.0.0.1:\(proxy.port)"
                setting.configuration.proxies = try ProxySettings(environment: [
                    "HTTP_PROXY": place, "HTTPS_PROXY": place,
                ])
                #expect(try await setting.download(descriptor) == Self.bytes)
                #expect(proxy.requests == [])
            }
        }
    }

    @Test(arguments: [
        ("407 Proxy Authentication Required", "it wants a user and a password"), ("403 Forbidden", "it said no"),
    ])
    func aProxyThatSaysNo(refusal: String, reason: String) async throws {
        try await FaultyRegistry.run { registry in
            try await StubProxy.run(refusal: refusal) { proxy in
                let descriptor = registry.add(blob: Self.bytes)
                var setting = Setting(registry)
                setting.configuration.proxies = try ProxySettings(environment: [
                    "HTTPS_PROXY": "http://me:proxy-password@127.0.0.1:\(proxy.port)"
                ])
                let problem = try await problem(registry, setting, descriptor)
                #expect(problem.code == RegistryProblem.proxy)
                #expect(problem.exit == .prerequisite)
                #expect(
                    problem.message.hasSuffix(
                        "the proxy 127.0.0.1:\(proxy.port) does not let us through to the registry \(Self.name):\(registry.port): \(reason)"
                    ), "\(problem.message)")
                #expect(!"\(problem)".contains("proxy-password"))
                #expect(proxy.requests.count == 1)
                #expect(registry.requests == [])
            }
        }
    }

    @Test func aProxyThatIsNotThere() async throws {
        try await FaultyRegistry.run { registry in
            let port = try await StubProxy.run { $0.port }
            let descriptor = registry.add(blob: Self.bytes)
            var setting = Setting(registry)
            setting.configuration.proxies = try ProxySettings(environment: ["HTTPS_PROXY": "127.0.0.1:\(port)"])
            let problem = try await problem(registry, setting, descriptor)
            #expect(problem.code == RegistryProblem.proxy)
            #expect(
                problem.message.hasSuffix(
                    "cannot reach the proxy 127.0.0.1:\(port), which is the way to the registry \(Self.name):\(registry.port): nobody listens there"
                ), "\(problem.message)")
            #expect(
                problem.hint == "name another one in `HTTPS_PROXY`, or the registry in `NO_PROXY` to go there directly")
        }
    }
}
