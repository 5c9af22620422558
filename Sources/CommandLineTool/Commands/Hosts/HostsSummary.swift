import Ledger
import Planning
import Vocabulary

/// The hosts of a target, as a person and as a program read them.
struct HostsSummary: Sendable {
    var records: [HostRecord]
    /// Those that this command has added, labelled or removed.
    var changed: [HostName]

    var text: String {
        records.isEmpty
            ? "" : Table("NAME", "ADDRESS", "ACCESS", "LABELS", "STATED", rows: records.map { Self.row($0.host) }).text
    }

    private static func row(_ host: InventoryHost) -> [String] {
        let access =
            switch host.access {
            case .local: "local"
            case .ssh(let destination, _): destination.description
            }
        let stated = [
            host.stated.platform?.description, host.stated.memory?.description,
            host.stated.cpus.map { $0 == 1 ? "1 cpu" : "\($0) cpus" },
        ].compactMap { $0 }
        return [
            host.name.rawValue, host.address.rawValue, access,
            host.labels.isEmpty ? "–" : host.labels.map(\.description).joined(separator: ", "),
            stated.isEmpty ? "–" : stated.joined(separator: ", "),
        ]
    }

    /// The keys of `valise.hosts.v1` behind `schema`.
    var members: KeyValuePairs<String, JSON> {
        ["hosts": .array(records.map(Self.json)), "changed": .list(changed)]
    }

    /// Of a host that was taken out: what stays on it.
    func members(leaving leaves: [Remnant]) -> KeyValuePairs<String, JSON> {
        [
            "hosts": .array(records.map(Self.json)), "changed": .list(changed), "leaves": PlanSummary.json(leaves),
        ]
    }

    /// Of hosts that were added: what was found on them.
    func members(contacting contacts: [HostContact]) -> KeyValuePairs<String, JSON> {
        [
            "hosts": .array(records.map(Self.json)), "changed": .list(changed),
            "contacts": .array(contacts.map(\.json)),
        ]
    }

    private static func json(_ record: HostRecord) -> JSON {
        let host = record.host
        var ssh: SSHDestination?
        var key: AbsolutePath?
        if case .ssh(let destination, let file) = host.access { (ssh, key) = (destination, file) }
        return [
            "name": .text(host.name), "address": .text(host.address),
            "access": .string(ssh == nil ? "local" : "ssh"), "ssh": .text(ssh), "key": .text(key),
            "labels": .object(host.labels.map { JSON.Member(key: $0.key, value: .string($0.value)) }),
            "platform": .text(host.stated.platform),
            "memory": host.stated.memory.map { .integer($0.bytes) } ?? .null, "cpus": .integer(host.stated.cpus),
            "addedAt": .string(TimeText.of(record.addedAt)),
        ]
    }

    static func names(_ hosts: [HostName]) -> String {
        (hosts.count == 1 ? "host " : "\(hosts.count) hosts: ") + hosts.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// "`h1`: site.role=web, rack=2".
    static func labels(of record: HostRecord) -> String {
        let labels = record.host.labels.map(\.description).joined(separator: ", ")
        return "`\(record.host.name)`: \(labels.isEmpty ? "no labels" : labels)"
    }
}
