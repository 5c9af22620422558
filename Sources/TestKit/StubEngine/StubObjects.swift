import ArchiveIO
import Vocabulary

/// A file in a container, an image or a volume of a stub.
struct StubFile: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case file([UInt8])
        case folder
        case link(String)
    }
    var kind: Kind
    var mode: Int
    var owner = 0
    var group = 0

    init(kind: Kind, mode: Int) {
        self.kind = kind
        self.mode = mode
    }

    /// As it stands in a tar; hard links become symbolic ones.
    init(_ entry: ForeignEntry, _ content: [UInt8]) {
        switch entry.kind {
        case .folder: kind = .folder
        case .symbolicLink(let target): kind = .link(target)
        case .hardLink(let target): kind = .link("/" + target)
        default: kind = .file(content)
        }
        mode = entry.mode
        owner = entry.owner
        group = entry.group
    }
}

/// Files by absolute path.
typealias StubFiles = [String: StubFile]

struct StubContainer: Sendable {
    let id: String
    var name: String
    /// The body of the create call.
    let specification: StubJSON
    let imageID: String
    let created: StubTime
    /// Its settings with the image's filled in.
    var configuration: StubJSON
    var state = "created"
    var exitCode = 0
    var error = ""
    var startedAt: StubTime?
    var finishedAt: StubTime?
    /// How often it has ended.
    var ends = 0
    var health: String?
    var inspectionsUntilHealthy: Int?
    var restartCount = 0
    var log: [LogLine] = []
    /// By the network's name.
    var endpoints: [String: Endpoint] = [:]
    var mounts: [Mount] = []
    /// `80/tcp` to the ports of the host, while it runs.
    var published: [String: [Port]] = [:]
    /// What it has written over its image.
    var files: StubFiles = [:]
    /// A person stopped it: it does not come back by itself.
    var wasStopped = false

    var isRunning: Bool { state == "running" }
    var tty: Bool { configuration["Tty"].flag }
    var labels: [String: String] { configuration["Labels"].textMembers }
    var restartPolicy: String { specification["HostConfig"]["RestartPolicy"]["Name"].text ?? "no" }

    struct LogLine: Sendable {
        var source: UInt8
        var text: String
        var time: StubTime
    }
    struct Endpoint: Sendable {
        var networkID: String
        var aliases: [String]
        var settings: StubJSON
        var address = ""
    }
    struct Mount: Sendable {
        var type: String
        var name: String
        var source: String
        var destination: String
        var isWritable: Bool
    }
    struct Port: Hashable, Sendable {
        var address: String
        var port: Int
    }
}

struct StubNetwork: Sendable {
    let id: String
    let name: String
    let driver: String
    let labels: [String: String]
    let specification: StubJSON
    let subnet: String
    let created: StubTime
    var isPredefined: Bool { ["bridge", "host", "none"].contains(name) }
    var scope: String { driver == "overlay" ? "swarm" : "local" }
}

struct StubVolume: Sendable {
    let name: String
    let labels: [String: String]
    let options: [String: String]
    let created: StubTime
    var isAnonymous: Bool
    var files: StubFiles = [:]
}

struct StubImage: Sendable {
    let id: String
    let configuration: [UInt8]
    let document: StubJSON
    /// Digests of the plain layers, lowest first.
    let layers: [Digest]
}

struct StubExec: Sendable {
    let id: String
    let container: String
    let command: [String]
    let tty: Bool
    var isRunning = false
    var exitCode: Int?
}

/// A moment, and how engines write it.
struct StubTime: Hashable, Sendable, Comparable {
    /// Since 1970.
    let nanoseconds: Int64
    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// RFC 3339 in UTC with nanoseconds. Days to a date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    var text: String {
        let seconds = nanoseconds / 1_000_000_000
        let days = seconds / 86400 + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthPart = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthPart + 2) / 5 + 1
        let month = monthPart < 10 ? monthPart + 3 : monthPart - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let clock = seconds % 86400
        let pad = { (value: Int64, width: Int) in
            String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
        }
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(clock / 3600, 2)):\(pad(clock / 60 % 60, 2))"
            + ":\(pad(clock % 60, 2)).\(pad(nanoseconds % 1_000_000_000, 9))Z"
    }
}
