import Vocabulary

/// Which hosts answer to what a service asks for. Each distinct question is put to the hosts once, however many services ask it.
struct Eligibility {
    let hosts: [TargetHost]
    /// Of each host, with what the profile grants to a lone one.
    let labels: [[Label]]
    /// A lone host has no rivals: images, resources and ports are for `check` to judge.
    let isCluster: Bool
    /// A lone host is taken to have every label that is asked for.
    private let grantsAll: Bool
    private var fulfilling: [String: HostSet] = [:]
    private var running: [ImageQuestion: HostSet] = [:]
    private var holding: [Need: HostSet] = [:]

    private struct ImageQuestion: Hashable {
        var image: ImageReference
        var platform: Platform?
    }

    init(hosts: [TargetHost], profile: Profile?) {
        self.hosts = hosts
        isCluster = hosts.count > 1
        grantsAll = hosts.count == 1 && profile?.loneHostLabels == .allAskedFor
        if hosts.count == 1, case .these(let granted)? = profile?.loneHostLabels {
            labels = hosts.map { $0.labels + granted }
        } else {
            labels = hosts.map(\.labels)
        }
    }

    mutating func hosts(fulfilling constraint: Constraint) -> HostSet {
        if let known = fulfilling[constraint.text] { return known }
        let found = HostSet(hosts.count) { holds(constraint, on: $0) }
        fulfilling[constraint.text] = found
        return found
    }

    func holds(_ constraint: Constraint, on index: Int) -> Bool {
        if grantsAll, case .label = constraint.key { return true }
        return constraint.holds(on: hosts[index], labels: labels[index])
    }

    /// A host whose platform is not known may run it; that is said among the notes.
    mutating func hosts(running image: BundledImage, as platform: Platform?) -> HostSet {
        let question = ImageQuestion(image: image.reference, platform: platform)
        if let known = running[question] { return known }
        let found = HostSet(hosts.count) { Self.fits(image, as: platform, on: hosts[$0]) }
        running[question] = found
        return found
    }

    private static func fits(_ image: BundledImage, as platform: Platform?, on host: TargetHost) -> Bool {
        guard let own = host.platform else { return true }
        return image.platforms.contains { built in
            built.platform.runs(on: own) && (platform.map { $0.normalized == built.platform.normalized } ?? true)
        }
    }

    /// Hosts that have so much at all, whatever else runs there.
    mutating func hosts(holding need: Need) -> HostSet {
        if let known = holding[need] { return known }
        let found = HostSet(hosts.count) { Need(roomOf: hosts[$0]).covers(need) }
        holding[need] = found
        return found
    }

    func platformRefusal(of image: BundledImage, as platform: Platform?, by host: TargetHost) -> String? {
        guard let own = host.platform, !Self.fits(image, as: platform, on: host) else { return nil }
        return "is \(own), the image is for \(image.platforms.map(\.platform.description).joined(separator: ", "))"
    }
}
