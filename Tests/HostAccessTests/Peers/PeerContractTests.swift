import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Looks between hosts, from a host to itself: one text for this machine and for those behind a connection.
@Suite struct PeerContractTests {
    private static let here = "127.0.0.1"
    private static let noTime: Duration = .milliseconds(300)

    private static func ports() throws -> [PeerPort] {
        try [FreePort().port(.tcp), FreePort().port(.udp), FreePort().port(.udp)]
    }

    private static func target(_ ports: [PeerPort], _ token: PeerToken, at address: String = here) -> PeerTarget {
        PeerTarget(
            address: address, token: token,
            ports: ports.enumerated().map { PeerTarget.Port($1, $0 == 2 ? .pathMTU : .answer) })
    }

    @Test(arguments: HostUnderTest.all)
    func theHostItselfAnswers(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let ports = try Self.ports()
            let token = PeerToken()
            let service = try await host.answerPeers(at: Self.here, on: ports, token: token, within: .seconds(30))
            #expect(service.openings == [.open, .open, .open])
            let report = try await host.tryPeers([Self.target(ports, token)], within: .seconds(5))
            #expect(
                report == [
                    PeerReport(
                        answers: [.answered, .answered, .answered],
                        pathMTU: PathMTU(whole: 1500, fragmentsArrive: true))
                ])
            // Nobody listens any more, and what has ended does not hold the port.
            await service.stop()
            await service.stop()
            let refused = PeerAnswer.silent("connection refused")
            #expect(
                try await host.tryPeers([Self.target(ports, token)], within: .seconds(5)).map(\.answers) == [
                    [refused, refused, refused]
                ])
            let again = try await host.answerPeers(at: Self.here, on: ports, token: token, within: .seconds(30))
            #expect(again.openings == [.open, .open, .open])
            await again.stop()
        }
    }

    @Test(arguments: HostUnderTest.all)
    func whoDoesNotKnowTheTokenGetsNothing(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let ports = try Self.ports()
            let service = try await host.answerPeers(
                at: Self.here, on: ports, token: PeerToken(), within: .seconds(30))
            let report = try await host.tryPeers([Self.target(ports, PeerToken())], within: Self.noTime)
            #expect(
                report == [
                    PeerReport(
                        answers: [
                            .silent("something else answers there"), .silent("no answer in time"),
                            .silent("no answer in time"),
                        ], pathMTU: nil)
                ])
            await service.stop()
        }
    }

    @Test(arguments: HostUnderTest.all)
    func portsThatCannotBeHad(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let ports = try Self.ports()
            let token = PeerToken()
            let holder = try await host.answerPeers(at: Self.here, on: ports, token: token, within: .seconds(30))
            let second = try await host.answerPeers(at: Self.here, on: ports, token: token, within: .seconds(30))
            #expect(second.openings == [.inUse, .inUse, .inUse])
            // Whoever has it accepts a connection, and is told nothing.
            let target = PeerTarget(
                address: Self.here, token: PeerToken(), ports: [PeerTarget.Port(ports[0], .connection)])
            #expect(try await host.tryPeers([target], within: .seconds(5)).map(\.answers) == [[.answered]])
            await holder.stop()
            await second.stop()
            // Of documentation (RFC 5737): no machine's own.
            let elsewhere = try await host.answerPeers(
                at: "192.0.2.1", on: ports, token: token, within: .seconds(30))
            #expect(
                elsewhere.openings
                    == [PeerOpening](
                        repeating: .unavailable("cannot assign requested address"), count: 3))
            await elsewhere.stop()
        }
    }

    @Test(arguments: HostUnderTest.all)
    func itEndsByItself(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let ports = try Self.ports()
            let token = PeerToken()
            let service = try await host.answerPeers(at: Self.here, on: ports, token: token, within: .zero)
            // The thread has ended when this returns, whoever ended it.
            await service.stop()
            let report = try await host.tryPeers([Self.target(ports, token)], within: .seconds(5))
            #expect(report.map(\.answers.first) == [.silent("connection refused")])
        }
    }

    @Test(arguments: HostUnderTest.all)
    func moreThanALookNeedsIsRefused(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let ports = [PeerPort](repeating: PeerPort(1, .tcp), count: 9)
            let many = try await refusal {
                _ = try await host.answerPeers(at: Self.here, on: ports, token: PeerToken(), within: .seconds(1))
            }
            #expect(many.code == "host.too-many-peers")
            #expect(many.message.hasSuffix("a look between hosts asks for too many ports at a time"))
            #expect(many.expected == "at most 8")
            let target = PeerTarget(address: Self.here, token: PeerToken(), ports: [])
            let crowd = try await refusal {
                _ = try await host.tryPeers([PeerTarget](repeating: target, count: 33), within: .seconds(1))
            }
            #expect(crowd.code == "host.too-many-peers")
            #expect(crowd.found == "33")
        }
    }

    @Test(arguments: HostUnderTest.all)
    func whatIsNoAddress(_ way: HostUnderTest) async throws {
        try await way.run { host, _ in
            let ports = try Self.ports()
            let service = try await host.answerPeers(
                at: "localhost", on: ports, token: PeerToken(), within: .seconds(30))
            #expect(
                service.openings == [PeerOpening](repeating: .unavailable("`localhost` is no address"), count: 3))
            await service.stop()
            let found = try await host.tryPeers(
                [Self.target(ports, PeerToken(), at: "localhost")], within: .seconds(5))
            #expect(
                found.map(\.answers) == [
                    [PeerAnswer](repeating: .silent("`localhost` is no address"), count: 3)
                ])
        }
    }

    /// With the connection the ports are free again, also where nobody has stopped the service.
    @Test func aConnectionThatEndsTakesItAway() async throws {
        let ports = try Self.ports()
        let token = PeerToken()
        try await HostPair().run { host in
            let service = try await host.answerPeers(at: Self.here, on: ports, token: token, within: .seconds(30))
            #expect(service.openings == [.open, .open, .open])
        }
        // The thread is told, and not waited for.
        let deadline = ContinuousClock.now + .seconds(10)
        var last: [PeerAnswer?] = []
        repeat {
            last = try await LocalHost().tryPeers([Self.target(ports, token)], within: .seconds(5)).map(\.answers.first)
        } while last != [.silent("connection refused")] && ContinuousClock.now < deadline
        #expect(last == [.silent("connection refused")])
    }

    /// An echo, which sends back whatever it gets, is not the host.
    @Test func anEchoDoesNotPass() async throws {
        let echo = try EchoingSocket()
        let target = PeerTarget(
            address: Self.here, token: PeerToken(),
            ports: [PeerTarget.Port(PeerPort(echo.port, .udp), .pathMTU)])
        let report = try await LocalHost().tryPeers([target], within: Self.noTime)
        #expect(report == [PeerReport(answers: [.silent("no answer in time")], pathMTU: nil)])
        #expect(echo.count > 1, "asked again and again")
    }

    /// What is sent with a false sender brings that one less than was sent.
    @Test func theAnswerIsShorterThanTheQuestion() async throws {
        let port = try FreePort().port(.udp)
        let token = PeerToken()
        let service = try LocalHost().answerPeers(at: Self.here, on: [port], token: token, within: .seconds(30))
        let place = try #require(SocketAddress(Self.here, port: port.number))
        let socket = FileDescriptor(adopting: NetworkSocket.make(place.family, .udp), path: "udp")
        try #require(place.pass(to: { connect(socket.number, $0, $1) }) == 0)
        func ask(_ length: Int) -> [UInt8]? {
            let padding = [UInt8](repeating: 0, count: length - PeerToken.size)
            guard NetworkSocket.send(socket.number, token.question + padding) == length else { return nil }
            var entries = [pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)]
            guard Polling.wait(for: &entries, until: .now + Self.noTime) > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: 4096)
            return Array(buffer[..<max(0, recv(socket.number, &buffer, buffer.count, 0))])
        }
        #expect(ask(31) == nil)
        #expect(ask(32) == token.answer + [0, 32])
        #expect(ask(1472) == token.answer + [5, 192])
        await service.stop()
    }

    /// As it comes from the other end: anything else than a token's length is refused.
    @Test func aTokenHasItsLength() throws {
        let token = PeerToken()
        #expect(try CanonicalJSON.decode(PeerToken.self, from: CanonicalJSON.encode(token)) == token)
        #expect(token != PeerToken())
        #expect(throws: (any Error).self) {
            try CanonicalJSON.decode(PeerToken.self, from: Array(#"{"answer":[],"question":[1,2]}"#.utf8))
        }
    }
}

extension FreePort {
    func port(_ transport: MachineFacts.Listener.Transport) -> PeerPort {
        PeerPort(UInt16(truncatingIfNeeded: number), transport)
    }
}
