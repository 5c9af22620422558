/// What a token allows: `repository:library/redis:pull` (token specification of the distribution project, `docs/spec/auth/scope.md`).
struct TokenScope: Hashable, Sendable, CustomStringConvertible {
    /// Sorted, each once, so that equal wishes are equal.
    private(set) var parts: [String]

    /// What may be done with one thing becomes one part: `repository:x:pull` and `repository:x:push` are `repository:x:pull,push`.
    init(_ parts: [String]) {
        var actions: [Substring: Set<Substring>] = [:]
        for part in parts {
            let colon = part.lastIndex(of: ":") ?? part.endIndex
            actions[part[..<colon], default: []].formUnion(part[colon...].dropFirst().split(separator: ","))
        }
        self.parts = actions.map { thing, actions in
            actions.isEmpty ? String(thing) : "\(thing):" + actions.sorted().joined(separator: ",")
        }.sorted()
    }

    static func pull(_ repository: String) -> TokenScope { TokenScope(["repository:\(repository):pull"]) }
    static func push(_ repository: String) -> TokenScope { TokenScope(["repository:\(repository):pull,push"]) }

    func union(_ other: TokenScope) -> TokenScope { TokenScope(parts + other.parts) }

    /// What a challenge says: scopes separated by spaces.
    init(challenge text: String) { self.init(text.split(separator: " ").map(String.init)) }

    var description: String { parts.joined(separator: " ") }
}
