import ArchiveIO
import ContentStore
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// What stands at a path of an image, through all layers.
@Suite struct ImageFilesTests {
    let folder: TemporaryFolder
    let intake: LayerIntake

    init() throws {
        folder = try TemporaryFolder()
        intake = try LayerIntake.test(folder, .packed(level: 1))
    }

    func files(_ layers: [[(TarHeader, [UInt8])]]) throws -> ImageFiles {
        let taken = try layers.map { members in
            let tar = try Tar.of(members)
            return try intake.take(BytesReader(tar), size: Int64(tar.count), of: "a layer")
        }
        return ImageFiles(layers: taken, store: intake.cache.store, subject: "a layer")
    }

    func look(_ path: String, _ layers: [(TarHeader, [UInt8])]...) throws -> ImageFiles.Node? {
        try files(layers).look(at: [path])[path]
    }

    @Test func laterLayersCount() throws {
        let node = try look(
            "/data", [Tar.folder("data", mode: 0o700)], [Tar.folder("./data/", mode: 0o750, owner: 999, group: 998)])
        #expect(node == .init(kind: .folder, mode: 0o750, owner: 999, group: 998))
        #expect(try look("/other", [Tar.folder("data")]) == nil)
    }

    @Test func whiteouts() throws {
        #expect(try look("/a/b", [Tar.folder("a"), Tar.folder("a/b")], [Tar.file("a/.wh.b")]) == nil)
        #expect(try look("/a/b/c", [Tar.folder("a/b/c")], [Tar.file("a/.wh.b")]) == nil)
        #expect(try look("/a/b", [Tar.folder("a/b")], [Tar.file("a/.wh..wh..opq")]) == nil)
        #expect(try look("/a", [Tar.folder("a")], [Tar.file("a/.wh..wh..opq")]) != nil)
        #expect(try look("/a", [Tar.folder("a")], [Tar.file(".wh.a")]) == nil)
        // About the layers below, wherever it stands in its own.
        #expect(
            try look("/a/b", [Tar.folder("a/b", mode: 0o700)], [Tar.folder("a/b"), Tar.file("a/.wh..wh..opq")])?.mode
                == 0o755)
        #expect(try look("/a/bc", [Tar.folder("a/bc")], [Tar.file("a/.wh.b")]) != nil)
    }

    @Test func linksAreFollowed() throws {
        let layer = [
            Tar.folder("run"), Tar.folder("run/app", owner: 7), Tar.link("var/run", "/run"),
            Tar.link("data", "var/run/app"),
        ]
        #expect(try look("/var/run/app", layer)?.owner == 7)
        #expect(try look("/data", layer)?.owner == 7)
        #expect(try look("/circle/x", [Tar.link("circle", "circle")]) == nil)
        #expect(try look("/up", [Tar.link("up", "../../../etc"), Tar.folder("etc", owner: 3)])?.owner == 3)
    }

    /// A folder that became a file has nothing below it.
    @Test func fileInTheWay() throws {
        #expect(try look("/a/b", [Tar.folder("a/b")], [Tar.file("a", "x")]) == nil)
    }

    @Test func contentOfSmallFiles() throws {
        let node = try look("/etc/passwd", [Tar.folder("etc"), Tar.file("etc/passwd", "root:x:0:0::/:/bin/sh")])
        #expect(node?.content == Array("root:x:0:0::/:/bin/sh".utf8))
    }

    static let accounts = UserLookup(
        passwd: Array("root:x:0:0:r:/root:/bin/sh\npostgres:x:70:71::/:/bin/sh\n".utf8),
        group: Array("root:x:0:\nweb:x:33:postgres\n".utf8))

    @Test(arguments: [
        ("", 0, 0), ("1000", 1000, 0), ("1000:1001", 1000, 1001), ("postgres", 70, 71), ("postgres:web", 70, 33),
        ("70", 70, 71), ("1000:web", 1000, 33), ("postgres:", 70, 71),
    ])
    func users(_ user: String, _ owner: Int, _ group: Int) throws {
        let found = try #require(Self.accounts.numbers(of: user))
        #expect(found.owner == owner)
        #expect(found.group == group)
    }

    @Test func unknownUsers() {
        #expect(Self.accounts.numbers(of: "nobody") == nil)
        #expect(Self.accounts.numbers(of: "postgres:nobody") == nil)
    }
}
