import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// What only a host behind a connection has: calls side by side, cancelling, back-pressure, an engine's client through it.
@Suite struct RemoteHostTests {
    @Test func aCallThatWaitsHoldsUpNoOther() async throws {
        let folder = try TemporaryFolder()
        try await HostPair().run { host in
            let held = try HeldEntry()
            let tree = folder.path.appending("tree")
            let entry = held.entry
            let writing = Task { try await host.writeTree(at: tree, [entry]) }
            for await _ in held.begun {}
            for _ in 0..<20 { #expect(try await host.kind(of: tree) == .missing) }
            held.gate.signal()
            #expect(try await writing.value == .made)
            #expect(try await host.kind(of: tree) == .folder)
        }
    }

    @Test func manyCallsAtATime() async throws {
        let folder = try TemporaryFolder()
        try await HostPair().run { host in
            try await withThrowingTaskGroup(of: Change.self) { group in
                for number in 0..<100 {
                    let entry = try file("n", String(repeating: "\(number)", count: 5_000))
                    group.addTask { try await host.writeTree(at: folder.path.appending("t\(number)"), [entry]) }
                }
                for try await change in group { #expect(change == .made) }
            }
            #expect(try await host.names(in: folder.path).count == 100)
            #expect(try folder.read("t42/n") == Array(String(repeating: "42", count: 5_000).utf8))
        }
    }

    @Test func cancellingGivesABodyUpAndLeavesNothing() async throws {
        let folder = try TemporaryFolder()
        try await HostPair().run { host in
            let held = try HeldEntry()
            let entry = held.entry
            let writing = Task { try await host.writeTree(at: folder.path.appending("tree"), [entry]) }
            for await _ in held.begun {}
            writing.cancel()
            await #expect(throws: CancellationError.self) { try await writing.value }
            held.gate.signal()
            #expect(try folder.names().isEmpty)
            #expect(try await host.hostName() != nil, "the connection goes on")
        }
    }

    @Test func whatHasNoNumberIsRefusedHere() async throws {
        try await HostPair().run { host in
            let path = try #require(AbsolutePath("/x"))
            for (owner, mode) in [(-1, 0o700), (0, 0o10000), (Int(UInt32.max), 0o700)] {
                let found = try await refusal {
                    _ = try await host.makeFolder(path, owner: owner, group: 0, mode: mode)
                }
                #expect(found.code == "host.number-out-of-range")
            }
        }
    }

    /// An engine that takes nothing holds its client up; no end collects what it cannot hand on.
    @Test func engineStreamsHaveBackPressure() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path.appending("engine.sock")
        let listener = try UnixSocket.listen(at: path)
        try await HostPair().run { host in
            // The look whether somebody takes connections is one, too.
            async let looked: Void = onThread { close(accept(listener.number, nil, nil)) }
            let socket = try await host.engineSocket(at: path)
            try await looked
            let sent = try await onThread { () -> Int in
                let client = try UnixSocket.connect(to: socket.path)
                let engine = FileDescriptor(adopting: accept(listener.number, nil, nil), path: "engine")
                let chunk = [UInt8](repeating: 1, count: 64 * 1024)
                _ = fcntl(client.number, F_SETFL, O_NONBLOCK)
                var sent = 0
                while true {
                    var entry = pollfd(fd: client.number, events: Int16(POLLOUT), revents: 0)
                    guard poll(&entry, 1, 300) > 0 else { break }
                    sent += max(0, send(client.number, chunk, chunk.count, Int32(MSG_NOSIGNAL)))
                    if sent > 64 << 20 { break }
                }
                shutdown(client.number, Int32(SHUT_WR))
                #expect(try engine.readToEnd().count == sent)
                return sent
            }
            #expect(sent > LinkLimits.window)
            #expect(sent < 4 << 20, "a window, and the buffers of the sockets on the way")
            withExtendedLifetime(socket) {}
        }
    }

    @Test func anEnginesClientThroughTheConnection() async throws {
        try await StubEngine.run { engine in
            guard case .unix(let path) = engine.address else { return }
            try await HostPair().run { host in
                let socket = try await host.engineSocket(at: path)
                #expect(socket.path != path)
                let client = try await EngineClient.connect(to: .unix(socket.path))
                let direct = try await engine.client()
                #expect(client.engineVersion == direct.engineVersion)
                #expect(try await client.listImages().isEmpty)
                // Two blocks of zeros: the end of a tar, and all of an empty one.
                let reference = try #require(ImageReference("empty:1"))
                _ = try await client.importImage(.bytes([UInt8](repeating: 0, count: 1024)), as: reference)
                #expect(try await direct.listImages().count == 1)
                let found = try await refusal { try await client.removeContainer("none", .forced) }
                #expect(found.isEngineNotFound)
                withExtendedLifetime(socket) {}
            }
        }
    }

    @Test func anEnginesSocketGoesWithItsValue() async throws {
        try await StubEngine.run { engine in
            guard case .unix(let path) = engine.address else { return }
            try await HostPair().run { host in
                let local = try await socketPath(host, path)
                #expect(access(local.parent.rawValue, F_OK) != 0)
            }
        }
    }

    private func socketPath(_ host: RemoteHost, _ path: AbsolutePath) async throws -> AbsolutePath {
        let socket = try await host.engineSocket(at: path)
        var information = stat()
        #expect(stat(socket.path.parent.rawValue, &information) == 0)
        #expect(information.st_mode & 0o7777 == 0o700)
        return socket.path
    }
}
