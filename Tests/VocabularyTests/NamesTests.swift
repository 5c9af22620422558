import Testing
import Vocabulary

@Suite struct NamesTests {
    @Test(arguments: [
        ("redis", "docker.io/library/redis", "redis"),
        ("redis:7", "docker.io/library/redis:7", "redis:7"),
        ("team/app", "docker.io/team/app", "team/app"),
        ("docker.io/redis:7", "docker.io/library/redis:7", "redis:7"),
        ("index.docker.io/library/redis", "docker.io/library/redis", "redis"),
        ("localhost/app:1", "localhost/app:1", "localhost/app:1"),
        ("localhost:5000/app", "localhost:5000/app", "localhost:5000/app"),
        (
            "registry.example.com/a/b/c:v1.2_3-x", "registry.example.com/a/b/c:v1.2_3-x",
            "registry.example.com/a/b/c:v1.2_3-x"
        ),
        (
            "127.0.0.1:40001/docker.io/library/redis:7", "127.0.0.1:40001/docker.io/library/redis:7",
            "127.0.0.1:40001/docker.io/library/redis:7"
        ),
        ("a__b/c-d.e", "docker.io/a__b/c-d.e", "a__b/c-d.e"),
    ])
    func readsReferences(text: String, full: String, familiar: String) throws {
        let reference = try #require(ImageReference(text))
        #expect(reference.description == full)
        #expect(reference.familiar == familiar)
        #expect(ImageReference(full) == reference)
        #expect(ImageReference(familiar) == reference)
    }

    /// A path of a registry has no colon and no capitals.
    @Test func aRegistrysPortBecomesPartOfThePath() throws {
        #expect(ImageReference("redis:7")?.served(at: "127.0.0.1:5") == "127.0.0.1:5/docker.io/library/redis:7")
        let served = try #require(ImageReference("Registry.Example:5000/a/b:1")?.served(at: "127.0.0.1:5"))
        #expect(served == "127.0.0.1:5/registry.example_5000/a/b:1")
        #expect(ImageReference(served) != nil)
    }

    @Test func readsReferencesWithDigest() throws {
        let digest = Digest.of(Array("x".utf8))
        let reference = try #require(ImageReference("redis:7@\(digest)"))
        #expect(reference.tag == "7")
        #expect(reference.digest == digest)
        #expect(reference.description == "docker.io/library/redis:7@\(digest)")
        #expect(ImageReference("redis@\(digest)")?.withDefaultTag.tag == nil)
        #expect(ImageReference("redis")?.withDefaultTag.tag == "latest")
    }

    @Test(arguments: [
        "", "Redis", "redis:", "redis:a b", ":7", "a//b", "/a", "a/", "a:7:8", "redis@sha256:12", "-a", "a-", "a..b",
        "a___b",
        "host:99999/a", "host:/a", String(repeating: "a", count: 300), "redis:" + String(repeating: "t", count: 129),
        "a\u{0}b",
    ])
    func refusesWhatIsNoReference(text: String) { #expect(ImageReference(text) == nil) }

    @Test func anImageIDIsNoReference() {
        #expect(ImageReference(Digest.of([1]).hex) == nil)
    }

    @Test func versionsInOrder() throws {
        let ordered = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0",
            "1.0.1", "1.2.0", "1.10.0", "4.5.8", "10.0.0",
        ]
        let versions = try ordered.map { try #require(Version($0)) }
        #expect(versions.shuffled().sorted() == versions)
    }

    @Test func otherVersionsInNaturalOrder() throws {
        let ordered = ["15.2", "15.12", "15.12-1site2", "15.12-1site6", "15.12-1site10", "16.4"]
        let versions = try ordered.map { try #require(Version($0)) }
        #expect(versions.shuffled().sorted() == versions)
    }

    @Test func numbersOfAnyLengthCompare() throws {
        let small = try #require(Version("1.0.99999999999999999999998"))
        let large = try #require(Version("1.0.99999999999999999999999"))
        #expect(small < large)
    }

    @Test(arguments: ["", "-1", "a b", "1/2", "../x", String(repeating: "1", count: 65)])
    func refusesVersions(text: String) { #expect(Version(text) == nil) }

    @Test(arguments: ["hello", "a", "7up", "a-b"])
    func takesApplicationNames(text: String) { #expect(ApplicationName(text)?.rawValue == text) }

    @Test(arguments: ["", "Hello", "-a", "a_b", "a.b", "../x", "a b", String(repeating: "a", count: 41)])
    func refusesApplicationNames(text: String) { #expect(ApplicationName(text) == nil) }

    @Test func labelsKeepEqualSignsInTheirValue() {
        #expect(Label("site.role=web=1") == Label(key: "site.role", value: "web=1"))
        #expect(Label("site.role") == nil)
        #expect(Label("a/b=c") == nil)
    }

    @Test func platformsAreReadInEveryUsualForm() {
        #expect(Platform("linux/amd64") == Platform(os: "linux", architecture: "amd64"))
        #expect(Platform("linux/x86_64")?.architecture == "amd64")
        #expect(Platform("linux/arm/v7")?.description == "linux/arm/v7")
        #expect(Platform("linux/arm64/v8")?.normalized == Platform("linux/aarch64"))
        #expect(Platform("linux") == nil)
        #expect(Platform("linux/") == nil)
        #expect(Platform("a/b/c/d") == nil)
    }
}
