import Vocabulary

/// A version of the Engine API: `1.41`.
public struct APIVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let major: Int
    public let minor: Int
    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Parses `1.41`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = UInt16(parts[0]), let minor = UInt16(parts[1]) else { return nil }
        self.init(Int(major), Int(minor))
    }

    public var description: String { "\(major).\(minor)" }
    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// What this client speaks: from Docker 20.10 to 27 (Engine API version history).
    public static let spoken = APIVersion(1, 41)...APIVersion(1, 47)

    /// The newest version that both sides speak. Throws `engine.too-old` or `engine.too-new`, exit 12, which name the engine's release.
    static func negotiate(
        newest: APIVersion, oldest: APIVersion, release: String, address: EngineAddress
    ) throws(Problem) -> APIVersion {
        guard newest >= spoken.lowerBound else {
            throw Problem(
                EngineProblem.tooOld, .prerequisite,
                "cannot use the engine at \(address): release \(release) is too old",
                expected: "API version \(spoken.lowerBound) (Docker 20.10) or newer", found: "API version \(newest)",
                hint: "install a newer engine")
        }
        guard oldest <= spoken.upperBound else {
            throw Problem(
                EngineProblem.tooNew, .prerequisite,
                "cannot use the engine at \(address): release \(release) no longer speaks our API versions",
                expected: "one that speaks \(spoken.upperBound) or older", found: "its oldest API version is \(oldest)",
                hint: "use a newer release of `valise`")
        }
        return min(newest, spoken.upperBound)
    }
}
