import EngineClient
import HostAccess
import Ledger
import Planning
public import Vocabulary

/// How an installation is.
public struct InstallationStatus: Hashable, Sendable, Codable {
    public var installation: InstallationName
    public var application: ApplicationName
    public var version: Version
    public var release: Int
    /// What was begun and not ended: `install`; `resume` continues it.
    public var unfinished: String?
    public var open: String?
    public var services: [ServiceStatus]
    /// `unhealthy` as soon as one service is.
    public var health: Health { services.map(\.health).max() ?? .healthy }

    /// From good to bad.
    public enum Health: String, Hashable, Sendable, Codable, Comparable {
        /// Running, and healthy where there is a check; or ended well.
        case healthy
        /// Running, and its check has not said yes yet.
        case starting
        /// Stopped, failed, missing, or its check says no.
        case unhealthy
        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .healthy: 0
            case .starting: 1
            case .unhealthy: 2
            }
        }
    }
}

/// How a service is.
public struct ServiceStatus: Hashable, Sendable, Codable {
    public var name: ServiceName
    public var image: String
    public var health: InstallationStatus.Health
    public var containers: [ContainerStatus]
}

/// How a container is.
public struct ContainerStatus: Hashable, Sendable, Codable {
    public var name: String
    /// The engine's word: `running`, `exited`…; `missing` where there is none.
    public var state: String
    /// What its check says, where it has one: `healthy`, `starting`, `unhealthy`.
    public var check: String?
    public var exitCode: Int?
    public var restarts: Int
    /// RFC 3339, UTC; `nil` where it never was.
    public var startedAt: String?
    public var health: InstallationStatus.Health
    /// `0.0.0.0:8080->80/tcp`, sorted.
    public var ports: [String]
    /// Why it could not be started, or what its check said last.
    public var lastError: String?
}

extension Target {
    /// How an installation is: asked of the engine now. Takes no lock. Throws `installation.unknown` (16), `engine.unreachable` (12).
    public func status(_ name: InstallationName) async throws -> InstallationStatus {
        guard let reader = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        let (release, state) = try reader.lookUp(name, nil)
        let engine = try await connect()
        let secrets = release.content.answers.secrets
        var services: [ServiceStatus] = []
        for service in state.services {
            var containers: [ContainerStatus] = []
            for container in service.containers {
                let found = try await HealthLook(engine: engine).inspect(container.name)
                var status = ContainerStatus(container.name, found, of: service, hiding: secrets)
                if let probe = service.probe, let found, found.state.isRunning {
                    let look = OutsideLook(engine: engine, host: host)
                    status.count(try await look.answer(of: found, to: probe.endpoint), probe, found)
                }
                containers.append(status)
            }
            services.append(
                ServiceStatus(
                    name: service.name, image: service.image.name.familiar,
                    health: containers.map(\.health).max() ?? .healthy, containers: containers))
        }
        return InstallationStatus(
            installation: name, application: state.application, version: state.version, release: release.number,
            unfinished: try reader.openOperation(of: name)?.kind.rawValue, open: state.open, services: services)
    }

    /// What a person opens when it is up; `nil` where the bundle names nothing. Throws `installation.unknown` (16).
    public func address(of name: InstallationName) throws -> String? {
        guard let reader = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        if try reader.isOnCluster(name) { return try reader.lookUpOnCluster(name).state.open }
        return try reader.lookUp(name, nil).state.open
    }
}

extension ContainerStatus {
    /// Takes the look from outside into account: it can make a container worse than the engine knows, not better.
    fileprivate mutating func count(
        _ answer: EndpointAnswer, _ probe: DesiredService.Probe, _ found: ContainerDetails
    ) {
        guard case .silent(let reason) = answer else {
            check = check ?? "healthy"
            return
        }
        let isYoung = EngineTime(found.state.startedAt) > EngineTime.now(secondsAgo: probe.startSeconds)
        health = max(health, isYoung ? .starting : .unhealthy)
        check = isYoung ? "starting" : "unhealthy"
        lastError = lastError ?? "not answering at \(probe.endpoint): \(reason)"
    }

    fileprivate init(
        _ name: String, _ found: ContainerDetails?, of service: ResolvedService, hiding secrets: [String]
    ) {
        guard let found else {
            self.init(
                name: name, state: "missing", check: nil, exitCode: nil, restarts: 0, startedAt: nil,
                health: .unhealthy, ports: [], lastError: nil)
            return
        }
        let state = found.state
        let wait = Step.Wait(
            service: service.name, containers: [name], condition: .ready, limit: service.healthy,
            runsToCompletion: service.runsToCompletion, required: true)
        let ended = state.status == .exited || state.status == .dead
        let health: InstallationStatus.Health =
            switch (wait.verdict(on: found), state.health?.status) {
            // A service that is meant to run and does not is not well, however it ended.
            case (.reached, _): ended && !service.mayEnd ? .unhealthy : .healthy
            case (.pending, .unhealthy?): .unhealthy
            case (.pending, _): state.isRunning && state.status != .restarting ? .starting : .unhealthy
            case (.hopeless, _): .unhealthy
            }
        var error: String? = state.error.isEmpty ? nil : state.error
        if error == nil, health != .healthy, let last = state.health?.log.last, last.exitCode != 0 {
            error = secrets.reduce(String(last.output.prefix(500))) { $0.replacing($1, with: "***") }
        }
        self.init(
            name: name, state: state.status.rawValue, check: state.health?.status.rawValue,
            exitCode: ended ? state.exitCode : nil, restarts: found.restartCount,
            startedAt: state.startedAt.hasPrefix("0001-") ? nil : state.startedAt, health: health,
            ports: found.ports.flatMap { port, hosts in
                hosts.map { "\($0.address.contains(":") ? "[\($0.address)]" : $0.address):\($0.port)->\(port)" }
            }.sorted(), lastError: error)
    }
}

extension ResolvedService {
    /// A job, not a server: something waits for its end.
    fileprivate var mayEnd: Bool { runsToCompletion }
}

extension Answers {
    /// Values that must not be shown, for taking them out of texts that a container wrote.
    var secrets: [String] {
        values.values.compactMap { answer in
            guard case .secret(let secret) = answer else { return nil }
            let value = secret.reveal()  // only to find it
            return value.utf8.count >= 4 ? value : nil
        }
    }
}
