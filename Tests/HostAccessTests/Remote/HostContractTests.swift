import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// What every host does, wherever it is: one text for this machine and for those behind a connection.
@Suite struct HostContractTests {
    @Test(arguments: HostUnderTest.all)
    func facts(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let file = try folder.write("x", at: "file")
            let missing = folder.path.appending("none")
            let facts = try await host.machineFacts(
                stateDirectory: folder.path.appending("not/yet"), paths: [folder.path, missing, file])
            #expect(facts.platform.os == "linux")
            #expect(facts.cpus >= 1)
            #expect(facts.paths == [folder.path: .folder, missing: .missing, file: .file])
            #expect(facts.stateDirectory.failure == nil)
            #expect(try #require(facts.stateDirectory.fsyncMilliseconds) > 0)
            #expect(try await host.hostName() != nil)
            #expect(try await host.bootID()?.utf8.count == 36)
            #expect(try await host.kind(of: file) == .file)
            #expect(try await host.kind(of: missing) == .missing)
            let below = try #require(try await host.freeSpace(at: folder.path.appending("a/b")))
            #expect(below.size > .zero)
            #expect(below.fileSystem == (try await host.freeSpace(at: folder.path)?.fileSystem))
            // A file system of its own everywhere.
            let other = try await host.freeSpace(at: AbsolutePath("/proc", relativeTo: .root))
            #expect(other?.fileSystem != below.fileSystem)
        }
    }

    @Test(arguments: HostUnderTest.all)
    func folders(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let data = folder.path.appending("apps/hello/data")
            #expect(try await host.makeFolder(data, owner: 999, group: 998, mode: 0o1770) == .made)
            #expect(try await host.makeFolder(data, owner: 0, group: 0, mode: 0o700) == .alreadySo)
            #expect(try folder.mode("apps/hello/data") == 0o1770)
            #expect(try await host.names(in: folder.path.appending("apps")) == ["hello"])
            #expect(try await host.names(in: folder.path.appending("none")).isEmpty)
            #expect(try await host.removeEmptyFolder(data) == .made)
            #expect(try await host.removeEmptyFolder(data) == .alreadySo)
            let file = try folder.write("x", at: "file")
            let found = try await refusal {
                _ = try await host.makeFolder(file, owner: 0, group: 0, mode: 0o700)
            }
            #expect(found.code == "host.not-a-folder")
            #expect(found.exit == .step)
            #expect(found.message.hasSuffix("cannot make the folder `\(file)`: Not a directory"))
            #expect(found.hint == "look at `namei -l \(file)`")
        }
    }

    @Test(arguments: HostUnderTest.all)
    func privateFolders(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let state = folder.path.appending("private/state")
            #expect(try await host.makePrivateFolder(state, holding: []) == .made)
            #expect(try folder.mode("private/state") == 0o700)
            #expect(try await host.makePrivateFolder(state, holding: []) == .alreadySo)
            // It was there before, open to all: ours where nothing of others is in it.
            chmod(state.rawValue, 0o755)
            #expect(try await host.makePrivateFolder(state, holding: []) == .made)
            #expect(try folder.mode("private/state") == 0o700)
            _ = try folder.write("x", at: "private/state/apps")
            chmod(state.rawValue, 0o755)
            #expect(try await host.makePrivateFolder(state, holding: ["apps"]) == .made)
            chmod(state.rawValue, 0o755)
            _ = try folder.write("x", at: "private/state/mail")
            let found = try await refusal { _ = try await host.makePrivateFolder(state, holding: ["apps"]) }
            #expect(found.code == "host.folder-open")
            #expect(found.exit == .prerequisite)
            #expect(found.found == "mode 0755, `mail`")
            #expect(try folder.mode("private/state") == 0o755)
        }
    }

    @Test(arguments: HostUnderTest.all)
    func smallFiles(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            // More than one piece of it.
            let content = (0..<(FilePiece.length * 2 + 5)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let file = try folder.write(content, at: "file")
            let size = ByteCount(Int64(content.count))
            #expect(try await host.contents(of: file, limit: size) == content)
            let empty = try folder.write("", at: "empty")
            #expect(try await host.contents(of: empty, limit: .zero)?.isEmpty == true)
            #expect(try await host.contents(of: folder.path.appending("none"), limit: size) == nil)
            #expect(try await host.contents(of: folder.path.appending("file/none"), limit: size) == nil)
            let found = try await refusal {
                _ = try await host.contents(of: file, limit: ByteCount(size.bytes - 1))
            }
            #expect(found.code == "host.too-large")
            #expect(found.message.hasSuffix("cannot read `\(file)`: it is too large"))
            try FileManager.default.createSymbolicLink(
                atPath: folder.path.appending("link").rawValue, withDestinationPath: file.rawValue)
            let link = try await refusal { _ = try await host.contents(of: folder.path.appending("link"), limit: size) }
            #expect(link.code.rawValue.hasPrefix("host."))
        }
    }

    @Test(arguments: HostUnderTest.all)
    func processes(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let boot = try #require(try await host.bootID())
            let machine = MachineDescription(system: SystemFiles())
            let own = Int(getpid())
            let start = try #require(machine.startTime(of: own))
            // A test host has processes of its own: there, this one is none of them.
            #expect(
                try await host.isRunning(ProcessIdentity(number: own, boot: boot, start: start)) == (way != .ssh))
            #expect(try await !host.isRunning(ProcessIdentity(number: own, boot: boot, start: start + "0")))
            #expect(try await !host.isRunning(ProcessIdentity(number: own, boot: "another", start: start)))
            #expect(try await !host.isRunning(ProcessIdentity(number: 1 << 30, boot: boot, start: start)))
        }
    }

    private func entries() throws -> [TreeEntry] {
        [
            try file("nginx/conf.d/site.conf", "server {}"), try file("nothing", ""),
            try file("secret", "x", mode: 0o600),
            TreeEntry(path: try relative("empty"), mode: 0o500, content: .folder),
            // More than one window of credit.
            TreeEntry(
                path: try relative("made"), mode: 0o444,
                content: .file(.generated(size: 3 * 262_144) { EndingReader {} })),
            try file("last", "z"),
        ]
    }

    @Test(arguments: HostUnderTest.all)
    func trees(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let tree = folder.path.appending("apps/config/abc")
            #expect(try await host.writeTree(at: tree, entries()) == .made)
            let base = "apps/config/abc"
            #expect(try folder.read(base + "/nginx/conf.d/site.conf") == Array("server {}".utf8))
            #expect(try folder.read(base + "/nothing").isEmpty)
            #expect(try folder.read(base + "/made") == [UInt8](repeating: 7, count: 3 * 262_144))
            #expect(try folder.read(base + "/last") == Array("z".utf8))
            #expect(try folder.mode(base + "/empty") == 0o500)
            #expect(try folder.mode(base + "/secret") == 0o600)
            #expect(try await host.writeTree(at: tree, entries()) == .alreadySo)
            #expect(try await host.drift(at: tree, from: entries()).isEmpty)
            try folder.write("server { }", at: base + "/nginx/conf.d/site.conf")
            try folder.write("y", at: base + "/secret")
            try folder.write("new", at: base + "/added")
            let drift = try await host.drift(at: tree, from: entries()).map { "\($0.path) \($0.kind)" }
            #expect(
                drift == ["added added", "nginx/conf.d/site.conf content", "secret content", "secret mode"])
            let outside = try await refusal { _ = try await host.removeTree(tree, below: tree) }
            #expect(outside.code == "host.outside")
            #expect(outside.exit == .defect)
            #expect(try await host.removeTree(tree, below: folder.path) == .made)
            #expect(try await host.removeTree(tree, below: folder.path) == .alreadySo)
            #expect(try await host.names(in: tree.parent).isEmpty)
        }
    }

    @Test(arguments: HostUnderTest.all)
    func aSourceThatFailsLeavesNothing(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let damaged = Problem("bundle.damaged", .bundle, "the file is damaged")
            let entry = TreeEntry(
                path: try relative("c"), mode: 0o644,
                content: .file(.generated(size: 1 << 20) { EndingReader { throw damaged } }))
            let tree = folder.path.appending("tree")
            let found = try await refusal {
                _ = try await host.writeTree(at: tree, [try file("a/b", "x"), entry])
            }
            #expect(found == damaged)
            #expect(try await host.names(in: folder.path).filter { $0.contains("tree") }.isEmpty)
        }
    }

    @Test(arguments: HostUnderTest.all)
    func programs(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let content = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let source = try folder.write(content, at: "source")
            let target = folder.path.appending("state/bin/valise")
            #expect(try await host.installExecutable(from: source, at: target) == .made)
            #expect(try folder.mode("state/bin/valise") == 0o755)
            #expect(try folder.read("state/bin/valise") == content)
            #expect(try await host.installExecutable(from: source, at: target) == .alreadySo)
            try folder.write(content.reversed(), at: "source")
            #expect(try await host.installExecutable(from: source, at: target) == .made)
            #expect(try folder.read("state/bin/valise") == content.reversed())
            let found = try await refusal {
                _ = try await host.installExecutable(from: folder.path.appending("none"), at: target)
            }
            #expect(found.code == "host.missing")
        }
    }

    @Test(arguments: HostUnderTest.all)
    func looks(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let port = try FreePort().number
            #expect(
                await host.answer(to: .tcp(port: port), at: "127.0.0.1", within: .seconds(5))
                    == .silent("connection refused"))
            #expect(
                await host.answer(to: .http(port: port, path: "/"), at: "localhost", within: .seconds(5))
                    == .silent("`localhost` is no address"))
        }
    }

    @Test(arguments: HostUnderTest.all)
    func markersAreHeldForAsLongAsTheirValue(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let marker = try await host.writeMarker(in: folder.path)
            #expect(try folder.read(marker.path.lastComponent) == marker.content)
            #expect(marker.content.count == 36)
            #expect(try await host.abandonedMarkers(in: folder.path).isEmpty)
            withExtendedLifetime(marker) {}
            let path = try await writeAndForget(host, folder)
            #expect(try await host.abandonedMarkers(in: folder.path).contains(path))
        }
    }

    private func writeAndForget(_ host: any HostAccess, _ folder: TemporaryFolder) async throws -> AbsolutePath {
        try await host.writeMarker(in: folder.path).path
    }

    @Test(arguments: HostUnderTest.all)
    func units(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            for program in ["root/lib/systemd/systemd"] {
                chmod(try folder.write("", at: program).rawValue, 0o755)
            }
            let unit = BootUnit(name: "valise-contract", content: "[Unit]\nDescription=contract\n")
            let outcome = try await host.installBootUnit(unit)
            // A test host is a machine of its own: it may have no systemd.
            #expect([.enabledForNextBoot, .unsupported].contains(outcome))
            #expect(try await host.hasBootUnit(unit) == (outcome == .enabledForNextBoot))
            #expect(try await host.removeBootUnit(named: unit.name) == (outcome == .unsupported ? .alreadySo : .made))
            let found = try await refusal { _ = try await host.removeBootUnit(named: "ssh") }
            #expect(found.code == "host.unit-name")
        }
    }

    /// Each direction of an engine's connection ends by itself, and nothing of it is lost.
    @Test(arguments: HostUnderTest.all)
    func engineStreams(_ way: HostUnderTest) async throws {
        try await way.run { host, folder in
            let engine = try CountingEngine(at: folder.path.appending("engine.sock"))
            let socket = try await host.engineSocket(at: engine.path)
            let count = 3_000_000
            let answer = try await onThread {
                let connection = try UnixSocket.connect(to: socket.path)
                try connection.sendAll([UInt8](repeating: 9, count: count))
                shutdown(connection.number, Int32(SHUT_WR))
                return String(decoding: try connection.readToEnd(), as: UTF8.self)
            }
            #expect(answer == "\(count)" + String(repeating: ".", count: 1_000_000))
            withExtendedLifetime(socket) {}
            let found = try await refusal { _ = try await host.engineSocket(at: folder.path.appending("none.sock")) }
            #expect(found.code == "engine.unreachable")
            #expect(found.exit == .prerequisite)
            #expect(found.message.hasSuffix("none.sock: there is no such socket"))
        }
    }
}
