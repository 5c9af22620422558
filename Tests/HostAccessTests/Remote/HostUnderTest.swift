import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// A way to a host that the contract is tried on.
enum HostUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case local
    /// Both ends in this process, over a pair of sockets.
    case remote
    /// Over OpenSSH to a test host that sees this machine's temporary files: ``TestHosts``.
    case ssh

    static var all: [HostUnderTest] { allCases.filter { $0 != .ssh || TestHosts.ofEnvironment != nil } }

    var testDescription: String { rawValue }

    /// Runs a body with such a host and a folder that both sides see. Below the folder stands what in-process hosts take for `/` where units are concerned.
    func run(
        loopback: (any LoopbackServing)? = nil, _ body: (any HostAccess, TemporaryFolder) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let local = LocalHost(system: SystemFiles(), root: folder.path.appending("root"), loopback: loopback)
        switch self {
        case .local: try await body(local, folder)
        case .remote:
            try await HostPair(local).run { try await body($0, folder) }
        case .ssh:
            let hosts = try #require(TestHosts.ofEnvironment)
            try await hosts.connection(to: hosts.first, knownHosts: folder.path.appending("known_hosts")).run {
                try await body($0, folder)
            }
        }
    }
}

/// A far end in this process, and a near end to it.
struct HostPair {
    let host: LocalHost
    init(_ host: LocalHost = LocalHost()) { self.host = host }

    /// Both have ended when it returns.
    func run(_ body: (RemoteHost) async throws -> Void) async throws {
        let pair = try SocketPair()
        let far = try ByteStreams(adopting: pair.second)
        let near = try ByteStreams(adopting: pair.first)
        let serving = Task { [host] in try await HostServer(host: host).serve(far) }
        do {
            let remote = try await RemoteHost.connect(name: "edge", over: near)
            try await body(remote)
        } catch {
            serving.cancel()
            throw error
        }
        try await serving.value
    }
}

/// The problem that a body throws, whole.
func refusal(_ body: () async throws -> Void) async throws -> Problem {
    do {
        try await body()
    } catch let problem as Problem {
        return problem
    }
    Issue.record("no problem was thrown")
    throw CancellationError()
}
