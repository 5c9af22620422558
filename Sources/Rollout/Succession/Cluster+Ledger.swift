import Foundation
import HostAccess
import Ledger
import Planning
import Vocabulary

extension Cluster {
    /// Brings here what hosts have of the target's ledger, where it is newer than what is here: afterwards whatever reads the ledger in this state folder reads that.
    ///
    /// Hosts that do not answer are left out. Throws `host.…` where this machine's own disk does not take it. Cost: one question to each host; the ledger only where it is newer.
    public func fetchLedger() async throws {
        let own = try LedgerReader.open(at: stateDirectory).map { reader in
            (head: try reader.head(), knowsNothing: try reader.installations().isEmpty)
        }
        var newest: [String: (head: LedgerHead, host: ClusterHost)] = [:]
        for (host, heads) in await copiesElsewhere() {
            for head in heads where newest[head.target].map({ $0.head < head }) ?? true {
                newest[head.target] = (head, host)
            }
        }
        guard let own else {
            if let (head, host) = newest.values.first, newest.count == 1 { try await fetch(head, from: host) }
            return
        }
        if let (head, host) = newest[own.head.target] {
            if own.head < head { try await fetch(head, from: host) }
        } else if own.knowsNothing, newest.count == 1, let (head, host) = newest.values.first {
            try await fetch(head, from: host)
        }
    }

    private func copiesElsewhere() async -> [(ClusterHost, [LedgerHead])] {
        await withTaskGroup(of: (ClusterHost, [LedgerHead]).self) { group in
            for host in hosts where host.inventory.access != .local {
                group.addTask { [hostStateDirectory] in
                    do {
                        let names = try await host.host.names(in: hostStateDirectory.appending(LedgerCopy.folder))
                        return (host, names.compactMap { LedgerHead(folderName: $0) })
                    } catch {
                        // It has just gone, or its folder is not for us: the copies of the others count.
                        return (host, [])
                    }
                }
            }
            var found: [(ClusterHost, [LedgerHead])] = []
            for await one in group { found.append(one) }
            return found
        }
    }

    private func fetch(_ head: LedgerHead, from host: ClusterHost) async throws {
        let place = LedgerCopy.folder + "/" + head.folderName
        guard
            let content = try await host.host.contents(
                of: hostStateDirectory.appending(place).appending(LedgerCopy.fileName), limit: LedgerCopy.limit),
            let file = RelativePath(LedgerCopy.fileName)
        else { return }
        let here = LocalHost()
        let owner = (user: Int(geteuid()), group: Int(getegid()))
        for folder in [stateDirectory, stateDirectory.appending(LedgerCopy.folder)] {
            _ = try here.makeFolder(folder, owner: owner.user, group: owner.group, mode: 0o700)
        }
        _ = try here.writeTree(
            at: stateDirectory.appending(place), [TreeEntry(path: file, mode: 0o600, content: .file(.bytes(content)))])
    }

    /// Where copies of the ledger are kept: the managers that can be reached, and this machine where it is one of them. None where the cluster has one manager and it is here: a copy beside the ledger would be lost with it.
    func copyPlaces(
        _ facts: [HostName: EngineFacts]
    ) -> (managers: [LedgerCopies.Place], others: [LedgerCopies.Place]) {
        let roles = roles(facts)
        let elsewhere = hosts.contains { roles[$0.name] == .manager && $0.inventory.access != .local }
        let place = { (host: ClusterHost) in
            LedgerCopies.Place(name: host.name, host: host.host, stateDirectory: hostStateDirectory)
        }
        let isPlace = { (host: ClusterHost) in elsewhere && roles[host.name] == .manager }
        return (hosts.filter(isPlace).map(place), hosts.filter { !isPlace($0) }.map(place))
    }
}
