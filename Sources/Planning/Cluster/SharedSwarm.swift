public import Vocabulary

/// A swarm that was there before the target, and that it uses beside what is in it.
public struct SharedSwarm: Hashable, Sendable, Codable {
    /// Hosts that were in it: they stay in it, and of their nodes nothing is changed but labels of ours.
    public var found: [HostName]
    /// Hosts that join it, and leave it with the last installation.
    public var joined: [HostName]
    public init(found: [HostName], joined: [HostName]) {
        self.found = found
        self.joined = joined
    }
}

extension SharedSwarm {
    /// With hosts that were not known yet, told apart by whether they are in it.
    public func adding(_ hosts: [HostName], isMember: (HostName) -> Bool) -> SharedSwarm {
        let further = hosts.filter { !found.contains($0) && !joined.contains($0) }
        return SharedSwarm(
            found: found + further.filter(isMember), joined: joined + further.filter { !isMember($0) })
    }
}
