public import EngineClient
import Foundation
public import HostAccess
import Synchronization
public import Vocabulary

/// How the hosts of an inventory are reached.
public struct ClusterAccess: Sendable {
    /// Of this machine: where the keys of hosts are kept.
    public var stateDirectory: AbsolutePath
    /// The same on every host.
    public var hostStateDirectory: AbsolutePath
    /// Where every host's engine listens.
    public var engineSocket: AbsolutePath
    /// `ssh -F`; `nil`: the user's own.
    public var configuration: AbsolutePath?
    /// This program for hosts of other platforms.
    public var programs: [Platform: AbsolutePath]
    /// Asked at first contact, one host after the other.
    public var decide: @Sendable (HostName, HostKey) async throws -> SSHConnection.HostKeyDecision
    public var limits: EngineLimits
    /// How long a host may be silent.
    public var patience = SSHConnection.Patience.working

    public init(
        stateDirectory: AbsolutePath, hostStateDirectory: AbsolutePath, engineSocket: AbsolutePath,
        configuration: AbsolutePath? = nil, programs: [Platform: AbsolutePath] = SSHConnection.thisProgram,
        limits: EngineLimits = EngineLimits(),
        decide: @escaping @Sendable (HostName, HostKey) async throws -> SSHConnection.HostKeyDecision
    ) {
        self.stateDirectory = stateDirectory
        self.hostStateDirectory = hostStateDirectory
        self.engineSocket = engineSocket
        self.configuration = configuration
        self.programs = programs
        self.limits = limits
        self.decide = decide
    }

    /// Connections that are opened at the same time: each is an `ssh` of its own, and the first on a host copies the program.
    static let parallel = 8

    /// One at a time: what one of the hosts that are connected to side by side has half made is for another what a crash left.
    private static let makingFolder = Mutex(())

    /// Every host, in the order of the inventory. Throws what is wrong with any of them, all at once.
    public func connect(_ hosts: [InventoryHost]) async throws -> [ClusterHost] {
        let results = await results(hosts) { try await connect($0) }
        let failures = results.compactMap { result -> [Problem]? in
            guard case .failure(let problems) = result else { return nil }
            return problems.all
        }
        if let problems = Problems(failures.flatMap(\.self)) { throw problems }
        return try results.map { try $0.get() }
    }

    /// Every host that can be reached, and of the others why not.
    public func reach(_ hosts: [InventoryHost]) async -> [(host: InventoryHost, result: Result<ClusterHost, Problems>)]
    {
        Array(zip(hosts, await results(hosts) { try await connect($0) })).map { (host: $0.0, result: $0.1) }
    }

    private func results(
        _ hosts: [InventoryHost], _ body: @escaping @Sendable (InventoryHost) async throws -> ClusterHost
    ) async -> [Result<ClusterHost, Problems>] {
        await withTaskGroup(of: (Int, Result<ClusterHost, Problems>).self) { group in
            var found: [Int: Result<ClusterHost, Problems>] = [:]
            var waiting = Array(hosts.enumerated())[...]
            let next = { (group: inout TaskGroup<(Int, Result<ClusterHost, Problems>)>) in
                guard let (index, host) = waiting.popFirst() else { return }
                group.addTask { (index, await Self.result { try await body(host) }) }
            }
            for _ in 0..<Self.parallel { next(&group) }
            while let (index, result) = await group.next() {
                found[index] = result
                next(&group)
            }
            return hosts.indices.compactMap { found[$0] }
        }
    }

    private static func result(
        _ body: () async throws -> ClusterHost
    ) async -> Result<ClusterHost, Problems> {
        do {
            return .success(try await body())
        } catch let problem as Problem {
            return .failure(Problems(problem))
        } catch let problems as Problems {
            return .failure(problems)
        } catch {
            return .failure(
                Problems(Problem("operation.interrupted", .interrupted, "interrupted while connecting to the hosts")))
        }
    }

    private func connect(_ host: InventoryHost) async throws -> ClusterHost {
        switch host.access {
        case .local:
            let local = LocalHost(loopback: LoopbackRegistries())
            return ClusterHost(
                host, target: target(host, .unix(engineSocket), local), socket: nil)
        case .ssh(let destination, let key):
            var connection = SSHConnection(
                to: destination, of: host.name,
                knownHosts: KnownHosts(at: stateDirectory.appending("known_hosts")), programs: programs)
            connection.configuration = configuration
            connection.key = key
            connection.patience = patience
            // Who logs in as somebody else needs `sudo` to reach the engine and write the state folder.
            connection.privilege = destination.user.map { $0 == "root" } ?? true ? .ofLogin : .sudo
            // Made as the ledger would make it: it is going to hold secrets.
            _ = try Self.makingFolder.withLock { _ in
                try LocalHost().makeFolder(stateDirectory, owner: Int(geteuid()), group: Int(getegid()), mode: 0o700)
            }
            connection.decide = { [decide] key in try await decide(host.name, key) }
            let remote = try await connection.open()
            do {
                let socket = try await remote.engineSocket(at: engineSocket)
                return ClusterHost(
                    host, target: target(host, .forwarded(socket.path, host.name, engineSocket), remote),
                    socket: socket)
            } catch let problem as Problem where problem.code == EngineProblem.unreachable {
                // A check says it among all else that is wrong. The path is none, whatever is asked of it.
                let nowhere = AbsolutePath("/dev/null/engine.sock", relativeTo: .root)
                return ClusterHost(
                    host, target: target(host, .forwarded(nowhere, host.name, engineSocket), remote), socket: nil,
                    engineFailure: problem)
            }
        }
    }

    private func target(_ host: InventoryHost, _ engine: EngineAddress, _ access: any HostAccess) -> Target {
        Target(
            stateDirectory: hostStateDirectory, engine: engine, hostName: host.name, host: access, limits: limits)
    }
}
