import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Connections that end at every frame, before it, inside its header and inside its payload, in either direction.
@Suite struct CutTests {
    /// What is done over a connection that may be cut, with what must be true whatever becomes of it.
    private func work(_ host: RemoteHost, _ folder: TemporaryFolder) async throws {
        _ = try await host.hostName()
        let entries = [try file("a/b", "x"), try file("c", String(repeating: "y", count: 200_000))]
        #expect(try await host.writeTree(at: folder.path.appending("tree"), entries) == .made)
        #expect(try await host.drift(at: folder.path.appending("tree"), from: entries).isEmpty)
        let marker = try await host.writeMarker(in: folder.path)
        #expect(try await host.removeTree(marker.path, below: folder.path) == .made)
    }

    @Test(arguments: Relay.Direction.allCases)
    func everyCut(_ direction: Relay.Direction) async throws {
        let whole = try await run(nil, direction)
        #expect(whole.failure == nil)
        let borders = try Relay.borders(in: whole.carried)
        #expect(borders.count > 5)
        for border in borders {
            for cut in [border, border + 4, border + Frame.headerSize + 3] where cut < whole.carried.count {
                let outcome = try await run(cut, direction)
                guard let failure = outcome.failure else { continue }
                let isBeforeGreeting = failure.code == "host.no-answer"
                #expect(failure.code == "host.connection-lost" || isBeforeGreeting, "cut at \(cut)")
                #expect(failure.exit == (isBeforeGreeting ? .prerequisite : .step))
                // A command that one can copy.
                #expect(failure.hint?.contains("HOST") == false)
                // Nothing half: what is left has its final name.
                #expect(outcome.left.allSatisfy { $0 == "tree" || $0.hasPrefix(".valise-marker-") })
            }
        }
    }

    private struct Outcome {
        var failure: Problem?
        var carried: [UInt8]
        var left: Set<String>
    }

    private func run(_ cut: Int?, _ direction: Relay.Direction) async throws -> Outcome {
        let folder = try TemporaryFolder()
        let relay = try Relay(cutting: direction, after: cut)
        let far = try ByteStreams(adopting: relay.far)
        let serving = Task { try await HostServer().serve(far) }
        var failure: Problem?
        do {
            let host = try await RemoteHost.connect(name: "edge", over: ByteStreams(adopting: relay.near))
            try await work(host, folder)
        } catch let problem as Problem {
            failure = problem
        }
        // The far end comes to its end as well: with what it was doing.
        do { try await serving.value } catch let problem as Problem { #expect(problem.code == "host.no-answer") }
        return Outcome(failure: failure, carried: relay.carried, left: Set(try folder.names()))
    }
}
