import Foundation
import Vocabulary

/// One constraint of a placement: `KEY==VALUE` or `KEY!=VALUE` (swarmkit, `manager/constraint`).
struct StubConstraint {
    private let key: String
    private let value: String
    private let isWanted: Bool

    init?(_ text: String) {
        guard let found = text.range(of: "==") ?? text.range(of: "!=") else { return nil }
        key = text[..<found.lowerBound].trimmingCharacters(in: .whitespaces)
        value = text[found.upperBound...].trimmingCharacters(in: .whitespaces)
        isWanted = text[found] == "=="
        guard !key.isEmpty, !value.isEmpty else { return nil }
    }

    func holds(on node: StubNode) -> Bool {
        let found: String? =
            switch key.lowercased() {
            case "node.id": node.id
            case "node.hostname": node.facts.hostName
            case "node.ip": node.facts.address
            case "node.role": node.specification["Role"].text
            case "node.platform.os": node.facts.platform.os
            case "node.platform.arch": node.facts.machine
            default: nil
            }
        let labels = [("node.labels.", node.labels), ("engine.labels.", node.facts.labels)]
        if let (prefix, values) = labels.first(where: { key.lowercased().hasPrefix($0.0) }) {
            return matches(values[String(key.dropFirst(prefix.count))] ?? "") == isWanted
        }
        // A key that nobody knows is never met.
        return found.map { matches($0) == isWanted } ?? false
    }

    private func matches(_ text: String) -> Bool { text.lowercased() == value.lowercased() }
}
