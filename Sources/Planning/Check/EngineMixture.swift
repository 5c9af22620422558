import Vocabulary

/// The releases of several hosts' engines beside each other. Pure.
struct EngineMixture {
    let hosts: [HostFacts]

    /// Whether each is new enough by itself, `engine.version` says. Docker wants managers to be of one release; a mixture is for the time of an upgrade.
    func finding() -> Finding {
        let needed = "Docker Engine of one major release on all hosts"
        let found = hosts.compactMap { host -> (name: HostName, version: String, api: String)? in
            guard case .reached(let engine) = host.engine, engine.product == "docker" else { return nil }
            return (host.name, engine.version, engine.apiVersion)
        }
        guard !found.isEmpty else { return .skipped("no engine was reached", needed: needed) }
        let ordered = found.sorted { left, right in
            guard let one = Version(left.version), let other = Version(right.version) else {
                return left.version < right.version
            }
            return one < other
        }
        guard let first = ordered.first, let last = ordered.last, first.version != last.version else {
            return .passed(found[0].version, needed: needed)
        }
        let range = "\(first.version) to \(last.version)"
        guard Self.major(first.version) != Self.major(last.version) else { return .passed(range, needed: needed) }
        let each = ordered.map { "`\($0.name)` \($0.version) (API \($0.api))" }.joined(separator: ", ")
        return .warning(
            "\(range): \(each)", needed: needed,
            remedy: "upgrade the older ones, one host after the other; on Debian: `apt-get install docker.io`")
    }

    /// `20.10`, `26.1`: the first number.
    private static func major(_ version: String) -> Substring { version.prefix { $0 != "." } }
}
