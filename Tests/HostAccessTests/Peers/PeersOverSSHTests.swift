import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Looks between two real hosts on one network, with a port that is blocked and a way that is too narrow.
@Suite(.enabled(if: TestHosts.ofEnvironment != nil, "needs test hosts with sshd: Tests/run makes them"), .serialized)
struct PeersOverSSHTests {
    let folder: TemporaryFolder
    let first: SSHConnection
    let second: SSHConnection

    init() throws {
        folder = try TemporaryFolder()
        let hosts = try #require(TestHosts.ofEnvironment)
        let known = folder.path.appending("known_hosts")
        first = try hosts.connection(to: hosts.first, knownHosts: known)
        second = try hosts.connection(to: hosts.second, knownHosts: known)
    }

    /// Those of Swarm mode: nothing else has them in a host of its own.
    private static let ports = [
        PeerPort(2377, .tcp), PeerPort(7946, .tcp), PeerPort(7946, .udp), PeerPort(4789, .udp),
    ]

    private func address(of connection: SSHConnection) async throws -> String {
        let text = try await connection.output(of: "ip -4 -o address show dev lan0")
        let words = text.split(separator: " ").map(String.init)
        let index = try #require(words.firstIndex(of: "inet"))
        return String(words[index + 1].prefix { $0 != "/" })
    }

    /// What one finds when it tries the other.
    private func look(from: SSHConnection, to: SSHConnection) async throws -> PeerReport {
        let near = try await from.open()
        let far = try await to.open()
        let token = PeerToken()
        let place = try await address(of: to)
        let service = try await far.answerPeers(at: place, on: Self.ports, token: token, within: .seconds(60))
        #expect(service.openings == [PeerOpening](repeating: .open, count: 4))
        let ports = Self.ports.map { PeerTarget.Port($0, $0.number == 4789 ? .pathMTU : .answer) }
        let reports = try await near.tryPeers(
            [PeerTarget(address: place, token: token, ports: ports)], within: .seconds(2))
        await service.stop()
        return try #require(reports.first)
    }

    private static let open = [PeerAnswer](repeating: .answered, count: 4)

    @Test func everythingIsOpen() async throws {
        for (from, to) in [(first, second), (second, first)] {
            let report = try await look(from: from, to: to)
            #expect(report.answers == Self.open)
            #expect(report.pathMTU == PathMTU(whole: 1500, fragmentsArrive: true))
        }
    }

    @Test func aPortThatIsBlockedInOneDirection() async throws {
        _ = try await second.output(
            of:
                "/usr/sbin/nft 'add table inet trial; add chain inet trial in { type filter hook input priority 0; }; add rule inet trial in udp dport 4789 drop; add rule inet trial in tcp dport 7946 reject with tcp reset'"
        )
        let there = try await look(from: first, to: second)
        let back = try await look(from: second, to: first)
        _ = try await second.output(of: "/usr/sbin/nft delete table inet trial")
        #expect(
            there.answers == [.answered, .silent("connection refused"), .answered, .silent("no answer in time")])
        #expect(there.pathMTU == nil)
        #expect(back.answers == Self.open)
        #expect(try await look(from: first, to: second).answers == Self.open)
    }

    @Test func aWayThatIsTooNarrow() async throws {
        _ = try await second.output(of: "/usr/sbin/ip link set dev lan0 mtu 1400")
        let there = try await look(from: first, to: second)
        let back = try await look(from: second, to: first)
        _ = try await second.output(of: "/usr/sbin/ip link set dev lan0 mtu 1500")
        #expect(there.answers == Self.open)
        // What sends knows nothing of it: what is too large is lost. What receives would send it in pieces itself.
        #expect(there.pathMTU == PathMTU(whole: 1400, fragmentsArrive: false))
        #expect(back.answers == Self.open)
        #expect(back.pathMTU == PathMTU(whole: 1400, fragmentsArrive: true))
    }
}
