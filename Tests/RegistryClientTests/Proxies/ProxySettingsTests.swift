import Testing
import Vocabulary

@testable import RegistryClient

/// Who goes through which proxy, as Go's programs decide it.
struct ProxySettingsTests {
    private func origin(_ text: String) throws -> Origin { try #require(RemoteURL(text)).origin }

    @Test(
        arguments: [
            ("https://registry.example.com", "secure:3128"), ("http://registry.example.com", "plain:80"),
            ("https://localhost", nil), ("https://127.4.5.6:5000", nil), ("https://[::1]:5000", nil),
            // NO_PROXY: a name and what is below it; with a dot, only what is below it.
            ("https://corp.example", nil), ("https://a.b.corp.example:5000", nil),
            ("https://notcorp.example", "secure:3128"),
            ("https://below.example", "secure:3128"), ("https://x.below.example", nil),
            ("https://star.example", "secure:3128"),
            ("https://x.star.example", nil), ("https://one.example:5000", nil), ("https://one.example", "secure:3128"),
            ("https://10.20.30.40", nil), ("https://11.0.0.1", "secure:3128"), ("https://192.0.2.1:5000", nil),
            ("https://192.0.2.1", "secure:3128"), ("https://[fd00::7]", nil), ("https://[fe80::1]", "secure:3128"),
        ] as [(String, String?)])
    func whoGoesThroughIt(url: String, proxy: String?) throws {
        let settings = try ProxySettings(environment: [
            "HTTPS_PROXY": "http://secure:3128/", "http_proxy": "plain",
            "no_proxy":
                " corp.example,.below.example, *.star.example ,one.example:5000,10.0.0.0/8,192.0.2.1:5000,fd00::/8,,",
        ])
        #expect(settings.proxy(for: try origin(url))?.shown == proxy)
    }

    @Test func everybodyIsExcepted() throws {
        let settings = try ProxySettings(environment: ["HTTPS_PROXY": "p:1", "NO_PROXY": "x,*"])
        #expect(settings.proxy(for: try origin("https://registry.example.com")) == nil)
    }

    @Test func withoutVariables() throws {
        #expect(
            try ProxySettings(environment: ["HTTPS_PROXY": "", "NO_PROXY": "x"]).proxy(for: origin("https://a")) == nil)
        #expect(ProxySettings.none.proxy(for: try origin("https://a")) == nil)
    }

    @Test func whatAProxyIs() throws {
        let proxy = try ProxyAddress("HTTP://us%40er:p%3Ass@Proxy.Example:8080")
        #expect(proxy.kind == .http(user: "us@er", password: "p:ss"))
        #expect(proxy.shown == "proxy.example:8080")
        #expect(try ProxyAddress("http://user@p").kind == .http(user: "user", password: ""))
        #expect(try ProxyAddress("socks5://[::1]").kind == .socks)
        #expect(try ProxyAddress("socks5h://[::1]").shown == "[::1]:1080")
    }

    @Test(arguments: [
        ("https://p:443", "`https://…`, a proxy that is spoken to with TLS"),
        ("socks5://user:secret@p", "`socks5://…` with a password"), ("ftp://p", "something else"),
        ("http://", "something else"), ("http://p:port", "something else"), ("http://a%zz:secret@p", "something else"),
    ])
    func whatIsRefused(text: String, found: String) throws {
        let problem = #expect(throws: Problem.self) { try ProxySettings(environment: ["https_proxy": text]) }
        #expect(problem?.code == RegistryProblem.proxy)
        #expect(problem?.exit == .prerequisite)
        #expect(problem?.message == "cannot use the proxy that the variable `https_proxy` names")
        #expect(problem?.found == found)
        #expect(problem?.hint == "set another one, or take it away with `unset https_proxy`")
        #expect(!"\(String(describing: problem))".contains("secret"))
    }
}
