import Vocabulary

/// `KEY == VALUE` or `KEY != VALUE`: `deploy.placement.constraints` with Swarm's meaning (swarmkit, `manager/constraint`).
struct Constraint {
    enum Key: Hashable {
        case label(String)
        case hostname
        case role
        case operatingSystem
        case architecture
    }
    enum Comparison { case equal, notEqual }

    let text: String
    let key: Key
    let comparison: Comparison
    let value: String

    /// `nil` for what is no constraint, or one on a key that is not known before there is a cluster (`node.id`, `node.ip`, `engine.labels`).
    init?(_ text: String) {
        let operators: [(String, Comparison)] = [("!=", .notEqual), ("==", .equal)]
        guard let (sign, comparison) = operators.first(where: { text.contains($0.0) }),
            let range = text.firstRange(of: sign)
        else { return nil }
        let name = Self.trimmed(text[..<range.lowerBound])
        let value = Self.trimmed(text[range.upperBound...])
        guard !value.isEmpty else { return nil }
        switch name.lowercased() {
        case "node.hostname": key = .hostname
        case "node.role": key = .role
        case "node.platform.os": key = .operatingSystem
        case "node.platform.arch": key = .architecture
        default:
            guard name.lowercased().hasPrefix("node.labels."), name.count > 12 else { return nil }
            key = .label(String(name.dropFirst(12)))
        }
        self.text = text
        self.comparison = comparison
        self.value = value
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Whether it holds on a host, values compared without regard to case; a label that is not there equals nothing. What is not known yet of a host holds neither way.
    func holds(on host: TargetHost, labels: [Label]) -> Bool {
        guard let found = values(of: host, labels) else { return false }
        let isEqual = found.contains { $0.lowercased() == value.lowercased() }
        return comparison == .equal ? isEqual : !isEqual
    }

    /// What the host has there; `nil` where that is not known.
    private func values(of host: TargetHost, _ labels: [Label]) -> [String]? {
        switch key {
        case .label(let key): return labels.filter { $0.key == key }.map(\.value)
        case .hostname: return [host.name.rawValue]
        case .role: return [host.role.rawValue]
        case .operatingSystem: return host.platform.map { [$0.os] }
        case .architecture:
            switch host.platform?.architecture {
            case nil: return nil
            case "amd64": return ["amd64", "x86_64"]
            case "arm64": return ["arm64", "aarch64"]
            case let other?: return [other]
            }
        }
    }

    /// Why it does not hold: "has no label site", "has site=db".
    func refusal(by host: TargetHost, labels: [Label]) -> String {
        let what: String
        switch (key, values(of: host, labels)) {
        case (.label(let key), let found?) where found.isEmpty: what = "has no label `\(key)`"
        case (.label(let key), let found?):
            what = "has " + found.map { "`\(key)=\($0)`" }.joined(separator: ", ")
        case (_, let found?): what = "is `\(found.first ?? "")`"
        case (_, nil): what = "is of a platform that is not known"
        }
        return "\(what), asked for is `\(text)`"
    }
}
