import ArgumentParser
import Vocabulary

/// One host, said on the command line.
struct HostOptions: ParsableArguments, Sendable {
    @Option(help: "The IPv4 address by which the other hosts reach it.") var address: String?
    @Option(help: ArgumentHelp("The way to it: any destination that OpenSSH takes.", valueName: "user@host"))
    var ssh: String?
    @Option(help: ArgumentHelp("The private key for that way; by default the agent's.", valueName: "file"))
    var key: String?
    @Flag(help: "It is the machine that this runs on.") var local = false
    @Option(help: ArgumentHelp("A label; may be given again.", valueName: "key=value")) var label: [String] = []
    @Option(help: ArgumentHelp("What it runs, until that is measured.", valueName: "os/arch")) var platform: String?
    @Option(help: ArgumentHelp("How much memory it has, until that is measured.", valueName: "size"))
    var memory: String?
    @Option(help: ArgumentHelp("How many processors it has, until that is measured.", valueName: "number"))
    var cpus: Int?

    var isEmpty: Bool {
        address == nil && ssh == nil && key == nil && !local && label.isEmpty && platform == nil && memory == nil
            && cpus == nil
    }

    /// Throws `Problems`, one `usage.wrong` (64) for everything that is missing or wrong.
    func host(named name: String, in session: Session) throws -> InventoryHost {
        var problems: [Problem] = []
        func parsed<Value>(_ what: String, _ text: String?, _ grammar: String, _ parse: (String) -> Value?) -> Value? {
            guard let text else { return nil }
            if let value = parse(text) { return value }
            problems.append(Self.wrong("\(what) `\(text)` is not valid", grammar))
            return nil
        }
        let hostName = parsed("the name", name, HostName.grammar) { HostName($0) }
        let address = parsed("`--address`", address, IPv4Address.grammar) { IPv4Address($0) }
        if self.address == nil { problems.append(Self.wrong("`--address` is missing", IPv4Address.grammar)) }
        let destination = parsed("`--ssh`", ssh, SSHDestination.grammar) { SSHDestination($0) }
        let labels = HostLabels.parse(label, &problems)
        var stated = InventoryHost.StatedFacts()
        stated.platform = parsed("`--platform`", platform, "`linux/amd64`, for example") { Platform($0) }
        stated.memory = parsed("`--memory`", memory, "a size such as `512MiB` or `4GiB`") {
            ByteCount(parsing: $0).flatMap { $0.bytes > 0 ? $0 : nil }
        }
        stated.cpus = parsed("`--cpus`", cpus.map { String($0) }, "a whole number, 1 to 8192") {
            Int($0).flatMap { (1...8192).contains($0) ? $0 : nil }
        }
        if (ssh == nil) != local {
            problems.append(
                Self.wrong(
                    ssh == nil ? "there is no way to host `\(name)`" : "host `\(name)` has two ways",
                    "`--ssh USER@HOST`, or `--local` for the machine that this runs on"))
        }
        if key != nil, ssh == nil { problems.append(Self.wrong("`--key` is of no use without `--ssh`", "both")) }
        guard problems.isEmpty, let hostName, let address else {
            throw Problems(problems) ?? Problems(Self.wrong("host `\(name)` cannot be added", HostName.grammar))
        }
        return InventoryHost(
            name: hostName, address: address,
            access: destination.map { .ssh($0, key: key.map { session.path($0) }) } ?? .local,
            labels: labels, stated: stated)
    }

    static func wrong(_ message: String, _ expected: String) -> Problem {
        Problem("usage.wrong", .usage, message, expected: expected, consequence: "nothing was changed")
    }
}
