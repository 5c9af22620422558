import EngineClient
import HostAccess
import Ledger
import Rollout
import Vocabulary

extension Session {
    /// All hosts of an inventory, connected. Throws what is wrong with any of them, all at once.
    func cluster(_ hosts: [InventoryHost]) async throws -> Cluster {
        let stage = ProgressStage("connect")
        progress(.began(stage, title: "connect to \(hosts.count) hosts", total: nil))
        let connected = try await access().connect(hosts)
        progress(.ended(stage, outcome: "done"))
        return try await cluster(of: connected)
    }

    /// With the newest ledger that one of them has.
    private func cluster(of hosts: [ClusterHost], absent: [HostName: String] = [:]) async throws -> Cluster {
        var cluster = Cluster(stateDirectory: stateDirectory, hosts: hosts, hostStateDirectory: hostStateDirectory)
        cluster.absent = absent
        try await cluster.fetchLedger()
        return cluster
    }

    /// Those that can be reached, and why the others cannot. Throws where none can.
    func reachableCluster(
        _ hosts: [InventoryHost], to purpose: ReachingPurpose
    ) async throws -> (cluster: Cluster, unreachable: [HostName: Problem]) {
        var connected: [ClusterHost] = []
        var unreachable: [HostName: Problem] = [:]
        var problems: [Problem] = []
        var access = try self.access()
        if purpose == .look { access.patience = .looking }
        // An engine waits for its cluster's leader for 20 s (moby, `swarmRequestTimeout`), and says then that there is none.
        if purpose != .change { access.limits.call = .seconds(25) }
        for (host, result) in await access.reach(hosts) {
            switch result {
            case .success(let found): connected.append(found)
            case .failure(let failure):
                unreachable[host.name] = failure.all.first
                problems += failure.all
            }
        }
        if connected.isEmpty, let problems = Problems(problems) { throw problems }
        return (try await cluster(of: connected, absent: unreachable.mapValues(\.message)), unreachable)
    }

    /// Connects to hosts that need not be there, and looks at each; in their order. Nothing is changed there, but for the copy of this program.
    func contact(_ hosts: [InventoryHost]) async throws -> [HostContact] {
        var access: ClusterAccess
        do {
            access = try self.access()
        } catch let problem as Problem where problem.exit == .usage {
            return hosts.map { HostContact(host: $0.name, found: .failure(problem)) }
        }
        access.patience = .looking
        access.limits.call = .seconds(25)
        let stage = ProgressStage("connect")
        let what = hosts.count == 1 ? "host `\(hosts[0].name)`" : "\(hosts.count) hosts"
        progress(.began(stage, title: "connect to \(what)", total: nil))
        let reached = await access.reach(hosts)
        let contacts = await withTaskGroup(of: (Int, HostContact).self) { group in
            for (index, (host, result)) in reached.enumerated() {
                group.addTask { (index, await Self.look(at: host.name, result)) }
            }
            var found: [Int: HostContact] = [:]
            for await (index, contact) in group { found[index] = contact }
            return hosts.indices.compactMap { found[$0] }
        }
        try Task.checkCancellation()
        let there = contacts.count { $0.line != nil }
        progress(.ended(stage, outcome: there == hosts.count ? "done" : "\(there) of \(hosts.count) reached"))
        return contacts
    }

    private static func look(at host: HostName, _ result: Result<ClusterHost, Problems>) async -> HostContact {
        do {
            return HostContact(host: host, found: .success(try await result.get().gatherFacts(sight: .leftOut)))
        } catch let problem as Problem {
            return HostContact(host: host, found: .failure(problem))
        } catch let problems as Problems {
            return HostContact(host: host, found: .failure(problems.all.first ?? unexplained(host, problems)))
        } catch {
            return HostContact(host: host, found: .failure(unexplained(host, error)))
        }
    }

    private static func unexplained(_ host: HostName, _ error: any Error) -> Problem {
        Problem("host.unreachable", .prerequisite, "cannot look at host `\(host)`", found: "\(error)")
    }

    /// The hosts that an installation is on; `nil` where that is this machine alone.
    func hostsOfCluster(for name: InstallationName) throws -> [InventoryHost]? {
        guard let reader = try LedgerReader.open(at: stateDirectory), try reader.isOnCluster(name) else { return nil }
        return try hosts(of: reader)
    }

    /// The hosts of the ledger, with the ways to them from this machine: a copy has those from the machine that it was made on.
    func hosts(of reader: some LedgerReading) throws -> [InventoryHost] {
        let hosts = try reader.hosts().map(\.host)
        return try reader.isHeld() ? hosts : InventoryHost.seen(hosts, from: LocalHost().addresses())
    }

    private func access() throws -> ClusterAccess {
        let socket: AbsolutePath
        switch try EngineAddress(option: engineOption, environment: environment.variables) {
        case .unix(let path): socket = path
        case .forwarded, .tcp, .tls:
            throw Problem(
                "hosts.engine-elsewhere", .usage, "engines of several hosts are reached by their own sockets",
                expected: "`--engine unix:///PATH`, the same on every host", consequence: "nothing was changed",
                hint: "leave `--engine` and DOCKER_HOST away")
        }
        let questions = HostKeyQuestions(session: self)
        return ClusterAccess(
            stateDirectory: stateDirectory, hostStateDirectory: hostStateDirectory, engineSocket: socket,
            configuration: sshConfiguration,
            decide: { host, key in try await questions.decide(host, key) })
    }
}

/// What hosts are reached for, where not all of them need be there.
enum ReachingPurpose: Sendable { case look, converse, change }

/// Shows the keys of hosts that are seen for the first time, one after the other: at a terminal a person decides, without one the key is pinned and told.
private actor HostKeyQuestions {
    private let session: Session
    private var last: Task<SSHConnection.HostKeyDecision, any Error>?

    init(session: Session) { self.session = session }

    func decide(_ host: HostName, _ key: HostKey) async throws -> SSHConnection.HostKeyDecision {
        let before = last
        let session = session
        let task = Task {
            // Whatever became of the one before: it is that host's affair.
            _ = await before?.result
            return try await Self.ask(host, key, session)
        }
        last = task
        return try await task.value
    }

    private static func ask(
        _ host: HostName, _ key: HostKey, _ session: Session
    ) async throws -> SSHConnection.HostKeyDecision {
        let shown = "host `\(host)` is seen for the first time; its key is \(key.type) \(key.fingerprint)"
        guard let prompter = TerminalPrompter(session) else {
            session.tell("\(shown); from now on it is held to it")
            return .trust
        }
        return try await prompter.confirm("\(shown): trust it?", unanswered: .yes) ? .trust : .refuse
    }
}
