public import Vocabulary

/// A prerequisite, by its stable name.
public enum CheckID: String, Hashable, Sendable, Codable, CaseIterable {
    case hosts
    case engineReachable = "engine.reachable"
    case engineVersion = "engine.version"
    case engineFiles = "engine.files"
    case storageDriver = "storage.driver"
    case platform
    case kernel
    case cgroupMemory = "cgroup.memory"
    case memory
    case cpus
    case clock
    case stateWritable = "state.writable"
    case stateFsync = "state.fsync"
    case diskState = "disk.state"
    case diskEngine = "disk.engine"
    case ports
    case addressPools = "address-pools"
    case binds
    case namesContainers = "names.containers"
    case namesNetworks = "names.networks"
    case namesVolumes = "names.volumes"
    case namesTags = "names.tags"

    /// In a person's words.
    public var title: String {
        switch self {
        case .hosts: "number of hosts"
        case .engineReachable: "engine reachable"
        case .engineVersion: "engine new enough"
        case .engineFiles: "engine sees our files"
        case .storageDriver: "storage driver"
        case .platform: "platform of the images"
        case .kernel: "kernel features"
        case .cgroupMemory: "memory limits"
        case .memory: "memory"
        case .cpus: "processors"
        case .clock: "clock"
        case .stateWritable: "state folder writable"
        case .stateFsync: "state folder's write time"
        case .diskState: "free space for data"
        case .diskEngine: "free space for images"
        case .ports: "ports free"
        case .addressPools: "address pools"
        case .binds: "files of the host"
        case .namesContainers: "container names"
        case .namesNetworks: "network names"
        case .namesVolumes: "volume names"
        case .namesTags: "image tags"
        }
    }
}

/// What one check found on one host.
public struct CheckResult: Hashable, Sendable, Codable {
    public enum Outcome: String, Hashable, Sendable, Codable {
        case passed, warning, failed
        /// Could not be judged, or the profile has it off; `found` says why.
        case skipped
    }
    public var id: CheckID
    /// `nil`: of the target as a whole.
    public var host: HostName?
    public var level: Profile.CheckLevel
    /// A failure of a check that the profile takes as a warning is a ``Outcome/warning``.
    public var outcome: Outcome
    public var found: String
    public var needed: String
    /// What to do about it: a command where one exists.
    public var remedy: String?

    public init(
        id: CheckID, host: HostName?, level: Profile.CheckLevel, outcome: Outcome, found: String, needed: String,
        remedy: String? = nil
    ) {
        self.id = id
        self.host = host
        self.level = level
        self.outcome = outcome
        self.found = found
        self.needed = needed
        self.remedy = remedy
    }
}

/// Every check of a target, in the order of ``CheckID``; of one id, in the order of hosts.
public struct CheckReport: Hashable, Sendable, Codable {
    public var results: [CheckResult]
    public init(results: [CheckResult]) { self.results = results }

    /// No required check failed.
    public var isClear: Bool { !results.contains { $0.outcome == .failed } }

    /// This report with the results of a later stage in place of its own for the same id and host.
    public func merging(_ later: CheckReport) -> CheckReport {
        let replaced = Set(later.results.map { Key(id: $0.id, host: $0.host) })
        let kept = results.filter { !replaced.contains(Key(id: $0.id, host: $0.host)) }
        let order = Dictionary(uniqueKeysWithValues: CheckID.allCases.enumerated().map { ($1, $0) })
        let all = (kept + later.results).enumerated().sorted {
            (order[$0.element.id] ?? 0, $0.offset) < (order[$1.element.id] ?? 0, $1.offset)
        }
        return CheckReport(results: all.map(\.element))
    }
    private struct Key: Hashable {
        var id: CheckID
        var host: HostName?
    }

    /// One problem for each failed check, `check.failed` (12); warnings are left out.
    public var problems: Problems? {
        Problems(
            results.filter { $0.outcome == .failed }.map { result in
                Problem(
                    "check.failed", .prerequisite,
                    "prerequisite `\(result.id.rawValue)` (\(result.id.title)) is missing"
                        + (result.host.map { " on host `\($0)`" } ?? ""),
                    expected: result.needed, found: result.found, consequence: "nothing was changed",
                    hint: result.remedy)
            })
    }
}
