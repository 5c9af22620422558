import Testing
import Vocabulary

@testable import RegistryClient

@Suite struct AddressTests {
    @Test(arguments: [
        ("https://a.example/v2/x?y=z#f", "https://a.example/v2/x?y=z"), ("HTTP://A.example:80", "http://a.example/"),
        ("https://a.example:8443?x", "https://a.example:8443/?x"), ("https://[::1]:5000/v2/", "https://[::1]:5000/v2/"),
    ])
    func urls(_ text: String, _ meaning: String) { #expect(RemoteURL(text)?.text == meaning) }

    @Test(arguments: [
        "", "a.example/v2/", "ftp://a.example/", "https://", "https:///x", "https://user:secret@a.example/",
        "https://a.example:0/", "https://a.example:99999/", "https://a b/", "https://a.example/\u{E9}", "https://a[/",
        "https://a.example/" + String(repeating: "x", count: 20_000),
    ])
    func noURLs(_ text: String) { #expect(RemoteURL(text) == nil) }

    @Test(arguments: [
        ("/b?c", "https://a.example/b?c"), ("https://b.example/c", "https://b.example/c"),
        ("//b.example/c", "https://b.example/c"), ("d", "https://a.example/v2/x/d"),
        ("?d", "https://a.example/v2/x/y?d"),
    ])
    func locations(_ location: String, _ meaning: String) throws {
        let url = try #require(RemoteURL("https://a.example/v2/x/y?old"))
        #expect(url.resolving(location)?.text == meaning)
    }

    @Test(arguments: [
        "", "file:/etc/passwd", "mailto:a", "ftp://b.example/", "https://u@b.example/", "//", "/\r\nX: y",
    ])
    func noLocations(_ location: String) throws {
        let url = try #require(RemoteURL("https://a.example/v2/x/y"))
        #expect(url.resolving(location) == nil)
    }

    @Test func queries() throws {
        let url = try #require(RemoteURL("https://a.example/x"))
        #expect(url.adding("digest", "sha256:a/b c").text == "https://a.example/x?digest=sha256%3Aa%2Fb%20c")
        #expect(url.adding("a", "b").adding("c", "d").text == "https://a.example/x?a=b&c=d")
        // A query may hold a signature: it is for the wire alone.
        #expect("\(url.adding("signature", "secret"))" == "https://a.example/x")
    }

    @Test(arguments: [
        ("localhost", true), ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("127.0.0.1.example.com", false),
        ("localhost.example.com", false), ("x.localhost", false), ("10.0.0.1", false), ("127.0.0", false),
        ("127.0.0.999", false),
    ])
    func loopback(_ host: String, _ isLoopback: Bool) { #expect(Origin.isLoopback(host) == isLoopback) }

    @Test(arguments: [
        ("redis", "docker.io", "registry-1.docker.io", "library/redis"),
        ("docker.io/team/app:1", "docker.io", "registry-1.docker.io", "team/app"),
        ("index.docker.io/redis", "docker.io", "registry-1.docker.io", "library/redis"),
        ("registry.example.com:5000/a/b/c", "registry.example.com:5000", "registry.example.com:5000", "a/b/c"),
        ("localhost/app", "localhost", "localhost", "app"),
    ])
    func registries(_ text: String, _ name: String, _ address: String, _ repository: String) throws {
        let reference = try #require(ImageReference(text))
        let host = try RegistryHost.of(reference)
        #expect(host.name == name)
        #expect(host.address.name == address)
        #expect(host.repository(of: reference) == repository)
    }

    @Test func mirrors() throws {
        let address = try #require(RegistryAddress("http://mirror.example.com:5000/hub/cache/"))
        #expect(address.transport == .plain)
        #expect(address.description == "mirror.example.com:5000/hub/cache")
        let host = RegistryHost(name: address.name, address: address, isMirror: true)
        #expect(host.repository(of: try #require(ImageReference("redis"))) == "hub/cache/library/redis")
        for text in ["", "http://", "a b", "user@host", "host:0", "host/a?b", "ftp://host"] {
            #expect(RegistryAddress(text) == nil, "\(text)")
        }
    }

    @Test(
        arguments: [
            ("https://a.example/x", "/y", 0, "https://a.example/y"),
            ("http://a.example/x", "https://b.example/", 4, "https://b.example/"),
            ("http://a.example/x", "http://b.example/", 0, "http://b.example/"),
            ("https://a.example/x", "http://a.example/x", 0, nil),
            ("https://a.example/x", nil, 0, nil), ("https://a.example/x", "file:/x", 0, nil),
            ("https://a.example/x", "/y", 5, nil),
        ] as [(String, String?, Int, String?)])
    func redirects(_ from: String, _ location: String?, _ count: Int, _ to: String?) throws {
        let url = try #require(RemoteURL(from))
        let next = try? Redirect.next(from: url, location: location, count: count, limit: 5)
        #expect(next?.text == to)
    }
}
