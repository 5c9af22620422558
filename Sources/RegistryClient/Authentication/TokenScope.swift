/// What a token allows: `repository:library/redis:pull` (token specification of the distribution project, `docs/spec/auth/scope.md`).
struct TokenScope: Hashable, Sendable, CustomStringConvertible {
    /// Sorted, each once, so that equal wishes are equal.
    private(set) var parts: [String]

    init(_ parts: [String]) { self.parts = Array(Set(parts)).sorted() }

    static func pull(_ repository: String) -> TokenScope { TokenScope(["repository:\(repository):pull"]) }
    static func push(_ repository: String) -> TokenScope { TokenScope(["repository:\(repository):pull,push"]) }

    func union(_ other: TokenScope) -> TokenScope { TokenScope(parts + other.parts) }

    /// What a challenge says: scopes separated by spaces.
    init(challenge text: String) { self.init(text.split(separator: " ").map(String.init)) }

    var description: String { parts.joined(separator: " ") }
}
