internal import GRDB
import Vocabulary

enum HostRow {
    /// All hosts in the order in which they were added.
    static func fetchAll(_ database: Database, _ path: AbsolutePath) throws -> [HostRecord] {
        var labels: [Int64: [Label]] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT * FROM host_label ORDER BY host, name") {
            labels[try row.value("host"), default: []].append(
                Label(key: try row.value("name"), value: try row.value("value")))
        }
        return try Row.fetchAll(database, sql: "SELECT * FROM host ORDER BY number").map { row in
            try record(StoredText(row: row, path: path), labels)
        }
    }

    static func insert(_ host: InventoryHost, at time: Int64, _ database: Database) throws {
        var ssh: String?
        var key: String?
        if case .ssh(let destination, let file) = host.access {
            ssh = destination.description
            key = file?.rawValue
        }
        try database.execute(
            sql: """
                INSERT INTO host (name, address, ssh, ssh_key, platform, memory, cpus, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                host.name.rawValue, host.address.rawValue, ssh, key, host.stated.platform?.description,
                host.stated.memory?.bytes, host.stated.cpus, time,
            ])
        let number = database.lastInsertedRowID
        for label in host.labels {
            try database.execute(
                sql: "INSERT INTO host_label VALUES (?, ?, ?)", arguments: [number, label.key, label.value])
        }
    }

    /// The ways to hosts that are known already, as they are from another machine. Who has no other name or address stays the same host.
    static func setAccess(of hosts: [InventoryHost], _ database: Database) throws {
        // There is at most one that is local, at any moment. Who was, and is not among these, is reached by its address from now on.
        if !hosts.isEmpty {
            try database.execute(sql: "UPDATE host SET ssh = address, ssh_key = NULL WHERE ssh IS NULL")
        }
        for host in hosts.sorted(by: { $0.access != .local && $1.access == .local }) {
            var ssh: String?
            var key: String?
            if case .ssh(let destination, let file) = host.access {
                (ssh, key) = (destination.description, file?.rawValue)
            }
            try database.execute(
                sql: "UPDATE host SET ssh = ?, ssh_key = ? WHERE name = ? AND address = ?",
                arguments: [ssh, key, host.name.rawValue, host.address.rawValue])
        }
    }

    private static func record(_ text: StoredText, _ labels: [Int64: [Label]]) throws -> HostRecord {
        let row = text.row
        let ssh: String? = try row.value("ssh")
        let key: String? = try row.value("ssh_key")
        let platform: String? = try row.value("platform")
        let memory: Int64? = try row.value("memory")
        var access = InventoryHost.Access.local
        if let ssh {
            guard let destination = SSHDestination(ssh) else {
                throw LedgerProblem.damaged(text.path, "ssh is not \(SSHDestination.grammar)")
            }
            access = .ssh(destination, key: key.flatMap { AbsolutePath($0) })
        }
        return HostRecord(
            host: InventoryHost(
                name: try text.name("name"), address: try text.name("address"), access: access,
                labels: labels[try row.value("number")] ?? [],
                stated: .init(
                    platform: platform.flatMap { Platform($0) }, memory: memory.map { ByteCount($0) },
                    cpus: try row.value("cpus"))),
            addedAt: try row.value("added_at"))
    }
}
