import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Files and folders that are there as a whole or not at all.
@Suite struct FileTreeTests {
    let folder: TemporaryFolder
    let host = LocalHost()
    var tree: AbsolutePath { folder.path.appending("apps/hello/config/abc") }

    init() throws { folder = try TemporaryFolder() }

    func entries() throws -> [TreeEntry] {
        [
            try file("nginx/conf.d/site.conf", "server {}"), try file("secret", "x", mode: 0o600),
            TreeEntry(path: try relative("empty"), mode: 0o500, content: .folder),
            TreeEntry(path: try relative("nginx"), mode: 0o750, content: .folder),
            TreeEntry(
                path: try relative("made"), mode: 0o444,
                content: .file(.generated(size: 3 * 262_144) { EndingReader {} })),
        ]
    }

    @Test func aTreeIsWrittenWithItsModes() throws {
        #expect(try host.writeTree(at: tree, try entries()) == .made)
        let base = "apps/hello/config/abc"
        #expect(try folder.read(base + "/nginx/conf.d/site.conf") == Array("server {}".utf8))
        #expect(try folder.read(base + "/made").count == 3 * 262_144)
        #expect(try folder.mode(base) == 0o755)
        #expect(try folder.mode(base + "/nginx") == 0o750)
        #expect(try folder.mode(base + "/nginx/conf.d") == 0o755)
        #expect(try folder.mode(base + "/empty") == 0o500)
        #expect(try folder.mode(base + "/secret") == 0o600)
        #expect(try folder.mode(base + "/made") == 0o444)
        #expect(try host.names(in: tree.parent) == ["abc"])
        #expect(try host.drift(at: tree, from: try entries()).isEmpty)
        #expect(try host.writeTree(at: tree, try entries()) == .alreadySo)
    }

    @Test func modesHoldWhateverTheUmask() async throws {
        await #expect(processExitsWith: .success) { [path = folder.path.rawValue as String] in
            umask(0o777)
            let path = try #require(AbsolutePath(path))
            let host = LocalHost()
            _ = try host.writeTree(at: path.appending("a/b"), [try file("c/d", "x", mode: 0o640)])
            _ = try host.makeFolder(path.appending("data/x"), owner: 0, group: 0, mode: 0o1777)
        }
        #expect(try folder.mode("a") == 0o755)
        #expect(try folder.mode("a/b/c") == 0o755)
        #expect(try folder.mode("a/b/c/d") == 0o640)
        #expect(try folder.mode("data/x") == 0o1777)
    }

    @Test func aTreeThatCannotBeFinishedLeavesNothing() throws {
        let damaged = Problem("bundle.damaged", .bundle, "the file is damaged")
        let entries = [
            try file("a/b", "x"),
            TreeEntry(
                path: try relative("c"), mode: 0o644,
                content: .file(.generated(size: 1) { EndingReader { throw damaged } })),
        ]
        #expect(try problem { _ = try host.writeTree(at: tree, entries) } == damaged)
        #expect(try host.names(in: tree.parent).isEmpty)
    }

    @Test func killedInTheMiddle() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = tree.rawValue as String] in
            let path = try #require(AbsolutePath(path))
            let entries = [
                try file("a/b", "x"),
                TreeEntry(
                    path: try relative("c"), mode: 0o644,
                    content: .file(.generated(size: 1) { EndingReader { kill(getpid(), SIGKILL) } })),
            ]
            _ = try LocalHost().writeTree(at: path, entries)
        }
        #expect(!folder.has("apps/hello/config/abc"))
        #expect(try host.names(in: tree.parent).count == 1, "what it left has a temporary name")
        #expect(try host.writeTree(at: tree, try entries()) == .made)
        #expect(try host.names(in: tree.parent) == ["abc"], "and goes with the next attempt")
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func aFullDiskIsSaidAndLeavesNothing() async throws {
        await #expect(processExitsWith: .success) { [path = folder.path.rawValue as String] in
            try mountMemory(at: path, options: "size=256k")
            let path = try #require(AbsolutePath(path))
            let big = TreeEntry(
                path: try relative("big"), mode: 0o644, content: .file(.bytes([UInt8](repeating: 1, count: 1 << 20))))
            let found = try problem { _ = try LocalHost().writeTree(at: path.appending("x/tree"), [big]) }
            #expect(found.code == "host.disk-full")
            #expect(found.message.hasPrefix("cannot write `\(path)/x/.tree.new-"))
            #expect(found.message.hasSuffix("No space left on device"))
            #expect(try LocalHost().names(in: path.appending("x")).isEmpty)
        }
    }

    @Test func driftIsFound() throws {
        _ = try host.writeTree(at: tree, try entries())
        let base = "apps/hello/config/abc/"
        try folder.write("server { }", at: base + "nginx/conf.d/site.conf")
        try folder.write("new", at: base + "added")
        chmod(tree.appending("nginx").rawValue, 0o700)
        unlink(tree.appending("secret").rawValue)
        rmdir(tree.appending("empty").rawValue)
        try folder.write("a file now", at: base + "empty")
        let drift = try host.drift(at: tree, from: try entries()).map { "\($0.path) \($0.kind)" }
        #expect(
            drift == [
                "added added", "empty type", "nginx mode", "nginx/conf.d/site.conf content", "secret missing",
            ])
        #expect(
            try host.drift(at: tree.parent.appending("none"), from: try entries()).allSatisfy { $0.kind == .missing })
    }

    @Test func foldersGetOwnerAndModeOnce() throws {
        let data = folder.path.appending("apps/hello/data/db")
        #expect(try host.makeFolder(data, owner: 999, group: 998, mode: 0o700) == .made)
        var information = stat()
        #expect(stat(data.rawValue, &information) == 0)
        #expect(information.st_mode & 0o7777 == 0o700)
        if geteuid() == 0 {
            #expect(information.st_uid == 999)
            #expect(information.st_gid == 998)
        }
        chmod(data.rawValue, 0o770)
        #expect(try host.makeFolder(data, owner: 0, group: 0, mode: 0o700) == .alreadySo)
        #expect(try folder.mode("apps/hello/data/db") == 0o770, "what is in it belongs to the installation")
        try folder.write("x", at: "file")
        let found = try problem {
            _ = try host.makeFolder(folder.path.appending("file"), owner: 0, group: 0, mode: 0o700)
        }
        #expect(found.code == "host.not-a-folder")
        #expect(found.message == "cannot make the folder `\(folder.path)/file`: Not a directory")
    }

    @Test func removingNeverFollowsALink() throws {
        try folder.write("precious", at: "outside/file")
        try folder.write("x", at: "state/apps/hello/a/b/c")
        try folder.link("state/apps/hello/link", to: folder.path.appending("outside").rawValue)
        try folder.link("state/apps/hello/a/b/loop", to: "..")
        let base = folder.path.appending("state")
        #expect(try host.removeTree(base.appending("apps/hello"), below: base) == .made)
        #expect(!folder.has("state/apps/hello"))
        #expect(folder.has("outside/file"))
        #expect(try host.removeTree(base.appending("apps/hello"), below: base) == .alreadySo)
        #expect(try host.removeTree(base.appending("no/such"), below: base) == .alreadySo)

        try folder.link("state/apps/trap", to: folder.path.appending("outside").rawValue)
        let found = try problem { _ = try host.removeTree(base.appending("apps/trap/file"), below: base) }
        #expect(found.code == "host.not-a-folder")
        #expect(folder.has("outside/file"))
        #expect(try host.removeTree(base.appending("apps/trap"), below: base) == .made)
        #expect(folder.has("outside/file"))
    }

    @Test func removingStaysBelowItsBase() throws {
        let base = folder.path.appending("state")
        for path in [base, folder.path, base.appending("../outside"), .root] {
            let found = try problem { _ = try host.removeTree(path, below: base) }
            #expect(found.code == "host.outside")
            #expect(found.message == "refused to remove `\(path)`: it is not below `\(base)`")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func removingStopsAtAMount() async throws {
        try folder.write("x", at: "state/apps/hello/data/file")
        await #expect(processExitsWith: .success) { [path = folder.path.rawValue as String] in
            let base = try #require(AbsolutePath(path)).appending("state")
            let inside = base.appending("apps/hello/data")
            try mountMemory(at: inside.rawValue, options: "")
            let file = inside.appending("theirs")
            #expect(FileManager.default.createFile(atPath: file.rawValue, contents: nil))
            let found = try problem { _ = try LocalHost().removeTree(base.appending("apps/hello"), below: base) }
            #expect(found.code == "host.mount-inside")
            #expect(found.message == "cannot remove `\(inside)`: another file system is mounted there")
            #expect(LocalHost().kind(of: file) == .file)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting needs root"))
    func removingStopsAtAFolderThatIsMountedTwice() async throws {
        try folder.write("x", at: "state/apps/hello/data/file")
        try folder.write("precious", at: "outside/file")
        await #expect(processExitsWith: .success) { [path = folder.path.rawValue as String] in
            let folder = try #require(AbsolutePath(path))
            let base = folder.appending("state")
            let inside = base.appending("apps/hello/im port")
            #expect(mkdir(inside.rawValue, 0o755) == 0)
            try mountMemory(at: "/mnt", options: "")
            try #require(mount(folder.appending("outside").rawValue, inside.rawValue, nil, UInt(MS_BIND), nil) == 0)
            let found = try problem { _ = try LocalHost().removeTree(base.appending("apps/hello"), below: base) }
            #expect(found.code == "host.mount-inside")
            #expect(found.message == "cannot remove `\(inside)`: another file system is mounted there")
            #expect(LocalHost().kind(of: folder.appending("outside/file")) == .file)
            #expect(LocalHost().kind(of: base.appending("apps/hello/data/file")) == .file, "nothing was removed")
        }
    }

    @Test func emptyFoldersOnly() throws {
        try folder.write("x", at: "a/b")
        #expect(try host.removeEmptyFolder(folder.path.appending("a")) == .alreadySo)
        unlink(folder.path.appending("a/b").rawValue)
        #expect(try host.removeEmptyFolder(folder.path.appending("a")) == .made)
        #expect(try host.removeEmptyFolder(folder.path.appending("a")) == .alreadySo)
    }

    @Test func executables() throws {
        let source = try folder.write("#!/bin/sh\n", at: "source")
        let target = folder.path.appending("state/bin/valise")
        #expect(try host.installExecutable(from: source, at: target) == .made)
        #expect(try folder.mode("state/bin/valise") == 0o755)
        #expect(try host.installExecutable(from: source, at: target) == .alreadySo)
        try folder.write("#!/bin/zsh\n", at: "source")
        #expect(try host.installExecutable(from: source, at: target) == .made)
        #expect(try folder.read("state/bin/valise") == Array("#!/bin/zsh\n".utf8))
    }

    @Test func markers() throws {
        let marker = try host.writeMarker(in: folder.path)
        #expect(try folder.read(marker.path.lastComponent) == marker.content)
        #expect(marker.content.count == 36)
        let second = try host.writeMarker(in: folder.path)
        #expect(second != marker)
        // What is held is in use; what a killed process has left is nobody's.
        #expect(host.abandonedMarkers(in: folder.path).isEmpty)
        try folder.write("x", at: ".valise-marker-0badcafe")
        #expect(host.abandonedMarkers(in: folder.path) == [folder.path.appending(".valise-marker-0badcafe")])
        withExtendedLifetime((marker, second)) {}
    }
}
