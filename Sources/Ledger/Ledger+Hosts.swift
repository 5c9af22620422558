internal import GRDB
public import Vocabulary

/// The machines of the target. No call contacts one.
extension Ledger {
    /// Adds hosts in this order, all of them or none; one that is there in just this form stays as it is.
    ///
    /// Throws `Problems` with one for each host that clashes with another, by its name, its address, or by being a second one that `valise` runs on:
    /// `host.name-taken`, `host.address-taken`, `host.local-taken` (64).
    /// - Returns: the names of those that are new.
    @discardableResult
    public func addHosts(_ hosts: [InventoryHost]) throws -> [HostName] {
        try write { database, now in
            let known = try HostRow.fetchAll(database, store.path).map(\.host)
            let new = hosts.filter { !known.contains($0) }
            let all = known + new
            if let problems = Problems(InventoryClash.all(in: all).map { LedgerProblem.clash($0, all) }) {
                throw problems
            }
            for host in new { try HostRow.insert(host, at: now, database) }
            return new.map(\.name)
        }
    }

    /// Forgets a host with its labels. Throws `host.unknown` (16).
    public func removeHost(_ name: HostName) throws {
        try write { database, _ in
            try database.execute(sql: "DELETE FROM host WHERE name = ?", arguments: [name.rawValue])
            guard database.changesCount == 1 else { throw try unknownHost(name, database) }
        }
    }

    /// Gives a host labels, in place of those of the same keys, and takes those of the other keys away; a key that it does not have is taken away already.
    /// Throws `host.unknown` (16).
    public func label(_ name: HostName, set: [Label], remove: [String]) throws {
        try write { database, _ in
            guard
                let number = try Int64.fetchOne(
                    database, sql: "SELECT number FROM host WHERE name = ?", arguments: [name.rawValue])
            else { throw try unknownHost(name, database) }
            for key in remove {
                try database.execute(
                    sql: "DELETE FROM host_label WHERE host = ? AND name = ?", arguments: [number, key])
            }
            for label in set {
                try database.execute(
                    sql: """
                        INSERT INTO host_label VALUES (?, ?, ?)
                        ON CONFLICT DO UPDATE SET value = excluded.value
                        """, arguments: [number, label.key, label.value])
            }
        }
    }

    private func unknownHost(_ name: HostName, _ database: Database) throws -> Problem {
        LedgerProblem.unknownHost(name, known: try HostRow.fetchAll(database, store.path).map(\.host.name))
    }
}
