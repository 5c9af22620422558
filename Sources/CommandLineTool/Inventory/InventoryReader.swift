import Vocabulary
import Yams

/// One reading of an inventory: the hosts that can be understood, and everything that is wrong with the rest.
struct InventoryReader {
    let file: String
    let folder: AbsolutePath
    let home: AbsolutePath
    var problems: [Problem] = []

    init(file: String, folder: AbsolutePath, home: AbsolutePath) {
        self.file = file
        self.folder = folder
        self.home = home
    }

    private static let keys = ["name", "address", "ssh", "key", "local", "labels", "platform", "memory", "cpus"]

    mutating func hosts(of root: Node) -> [InventoryHost] {
        guard let top = mapping(root, "the inventory", known: ["hosts"]) else { return [] }
        guard let list = top["hosts"] else {
            refuse("inventory.missing-key", at: root, "`hosts` is missing", expected: "a list of hosts")
            return []
        }
        guard case .sequence(let entries) = list.value, !entries.isEmpty else {
            refuse(
                "inventory.wrong-type", at: list.value, "`hosts` is not valid", expected: "a list of at least one host")
            return []
        }
        var hosts: [InventoryHost] = []
        var places: [[String: InventoryEntry]] = []
        for (index, entry) in entries.enumerated() {
            guard let values = mapping(entry, "hosts[\(index)]", known: Self.keys),
                let host = host(values, at: entry, "hosts[\(index)]")
            else { continue }
            hosts.append(host)
            places.append(values)
        }
        for clash in InventoryClash.all(in: hosts) { refuse(clash, hosts, places) }
        return hosts
    }

    private mutating func host(
        _ values: [String: InventoryEntry], at node: Node, _ path: String
    ) -> InventoryHost? {
        let name = value(values, "name", path, grammar: HostName.grammar, at: node) { HostName($0) }
        let address = value(values, "address", path, grammar: IPv4Address.grammar, at: node) { IPv4Address($0) }
        let access = access(values, at: node, path)
        let labels = labels(values["labels"], path)
        var stated = InventoryHost.StatedFacts()
        if let entry = values["platform"] {
            stated.platform = parsed(entry, "\(path).platform", "`linux/amd64`, for example") { Platform($0) }
        }
        if let entry = values["memory"] {
            stated.memory = parsed(entry, "\(path).memory", "a size such as `512MiB` or `4GiB`") {
                ByteCount(parsing: $0).flatMap { $0.bytes > 0 ? $0 : nil }
            }
        }
        if let entry = values["cpus"] {
            // No machine has more than Linux can count (NR_CPUS of its largest configuration).
            stated.cpus = parsed(entry, "\(path).cpus", "a whole number, 1 to 8192") {
                Int($0).flatMap { (1...8192).contains($0) ? $0 : nil }
            }
        }
        guard let name, let address, let access else { return nil }
        return InventoryHost(name: name, address: address, access: access, labels: labels, stated: stated)
    }

    private mutating func access(
        _ values: [String: InventoryEntry], at node: Node, _ path: String
    ) -> InventoryHost.Access? {
        var isLocal = false
        if let entry = values["local"] {
            guard let boolean = entry.boolean else {
                wrongType(entry.value, "\(path).local", "`true` or `false`")
                return nil
            }
            isLocal = boolean
        }
        guard let ssh = values["ssh"] else {
            if let key = values["key"] {
                refuse(
                    "inventory.wrong-value", at: key.key, "`\(path).key` is of no use without `ssh`",
                    expected: "`ssh: user@host` beside it")
            } else if !isLocal {
                refuse(
                    "inventory.no-way", at: node, "there is no way to `\(path)`",
                    expected: "`ssh: user@host`, or `local: true` for the machine that this runs on")
            }
            return isLocal ? .local : nil
        }
        guard !isLocal else {
            refuse(
                "inventory.wrong-value", at: ssh.key, "`\(path)` has two ways, `ssh` and `local`",
                expected: "one of them")
            return nil
        }
        let destination = parsed(ssh, "\(path).ssh", SSHDestination.grammar) { SSHDestination($0) }
        var key: AbsolutePath?
        if let entry = values["key"] {
            let (folder, home) = (self.folder, self.home)
            key = parsed(entry, "\(path).key", "the path of a private key") { text in
                guard !text.utf8.contains(0) else { return nil }
                return text.hasPrefix("~/")
                    ? home.appending(String(text.dropFirst(2))) : AbsolutePath(text, relativeTo: folder)
            }
        }
        return destination.map { .ssh($0, key: key) }
    }

    private mutating func labels(_ entry: InventoryEntry?, _ path: String) -> [Label] {
        guard let entry else { return [] }
        guard case .mapping(let pairs) = entry.value else {
            wrongType(entry.value, "\(path).labels", "a mapping from key to value")
            return []
        }
        var labels: [Label] = []
        for (key, value) in pairs {
            if let name = key.string, let text = InventoryEntry(key: key, value: value).text,
                Label.isSwarmValue(text), let label = Label("\(name)=\(text)")
            {
                labels.append(label)
            } else {
                refuse(
                    "inventory.wrong-value", at: key, "`\(path).labels` holds something that is no label",
                    expected: Label.grammar, found: "`\(key.string ?? "?")`")
            }
        }
        return labels
    }

    private mutating func refuse(
        _ clash: InventoryClash, _ hosts: [InventoryHost], _ places: [[String: InventoryEntry]]
    ) {
        let (key, code, message): (String, ProblemCode, String) =
            switch clash.kind {
            case .name: ("name", "inventory.name-twice", "two hosts have the name `\(hosts[clash.later].name)`")
            case .address:
                ("address", "inventory.address-twice", "two hosts have the address `\(hosts[clash.later].address)`")
            case .local: ("local", "inventory.local-twice", "two hosts are said to be the one that this runs on")
            }
        let first = places[clash.earlier][key]?.value.mark
        refuse(
            code, at: places[clash.later][key]?.value, message,
            expected: clash.kind == .local ? "`local: true` once" : "another one for each",
            found: "`\(hosts[clash.earlier].name)`" + (first.map { " in line \($0.line)" } ?? "") + " has it")
    }
}
