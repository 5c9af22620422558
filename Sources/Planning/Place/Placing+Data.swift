import Vocabulary

/// Keeps services where their data is.
extension Placing {
    /// For each host that data of these services is on, the data. By name, since the host may be gone.
    func homes(of members: [Int]) -> [HostName: [String]] {
        var found: [HostName: [String]] = [:]
        for data in members.flatMap({ groups.data[$0] }) {
            guard let host = homes.home(of: data), !(found[host] ?? []).contains(data) else { continue }
            found[host, default: []].append(data)
        }
        return found
    }

    /// The hosts of a pinned unit that its data leaves; `nil` where the data forbids all of them, which is a problem then.
    mutating func hosts(keepingDataOf members: [Int], among allowed: HostSet) -> HostSet? {
        let all = homes(of: members)
        guard !all.isEmpty else { return allowed }
        let names = homes(of: members.filter { !homes.isLeft(by: state.services[$0].name) })
        let places = hosts.indices.filter { names[hosts[$0].name] != nil }
        switch places.count {
        case 0:
            let elsewhere = allowed.subtracting(HostSet(hosts.count) { all[hosts[$0].name] != nil })
            return elsewhere.isEmpty ? allowed : elsewhere
        case 1 where allowed.contains(places[0]):
            return HostSet(hosts.count) { $0 == places[0] }
        case 1:
            problems.append(dataElsewhere(members, places[0], names))
            return nil
        default:
            problems.append(dataApart(members, places, names))
            return nil
        }
    }

    private func dataElsewhere(_ members: [Int], _ home: Int, _ names: [HostName: [String]]) -> Problem {
        let name = hosts[home].name
        let reasons = members.flatMap { member in
            refusals(of: member, by: home).map { "`\(name)` \($0)" }
        }
        var shown: [String] = []
        for reason in reasons where !shown.contains(reason) { shown.append(reason) }
        return problem(
            "place.data-elsewhere",
            "\(quoted(members)) may no longer run on host `\(name)`, where \(members.count == 1 ? "its" : "their") data is",
            expected: "host `\(name)`, which has \(Self.listed(names[name] ?? []))",
            found: shown.joined(separator: "; "),
            hint: (smallestChange(for: members) { $0 == home }.map { "\(command($0)); or" } ?? "to")
                + " begin without data on another host: \(leave(members)), and the data stays where it is")
    }

    private func dataApart(_ members: [Int], _ places: [Int], _ names: [HostName: [String]]) -> Problem {
        problem(
            "place.data-apart",
            "\(quoted(members)) must be on one host, and \(members.count == 1 ? "its" : "their") data is on several",
            found: places.map { "\(Self.listed(names[hosts[$0].name] ?? [])) on `\(hosts[$0].name)`" }
                .joined(separator: "; "),
            hint:
                "keep them apart in the Compose file and pack again; or begin without a part of it: \(leave(members)), and that data stays where it is"
        )
    }

    /// Options that leave the data of those that have some.
    private func leave(_ members: [Int]) -> String {
        let owners = members.filter { !homes(of: [$0]).isEmpty }.map { "`--leave-data \(state.services[$0].name)`" }
        return owners.prefix(5).joined(separator: " or ")
    }

    static func listed(_ data: [String]) -> String {
        let names = data.sorted().prefix(5).map { "`\(shown($0))`" }.joined(separator: ", ")
        return data.count > 5 ? "\(names) and \(data.count - 5) more" : names
    }
}
