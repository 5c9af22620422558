import Vocabulary

// Names in tests: a wrong one ends the test.

extension ValidatedName {
    static func named(_ text: String) -> Self {
        guard let name = Self(text) else { preconditionFailure("\(text) is not \(grammar)") }
        return name
    }
}

extension RelativePath {
    static func at(_ text: String) -> RelativePath {
        guard let path = RelativePath(text) else { preconditionFailure("\(text) is no relative path") }
        return path
    }
}

extension AbsolutePath {
    static func at(_ text: String) -> AbsolutePath {
        guard let path = AbsolutePath(text) else { preconditionFailure("\(text) is no absolute path") }
        return path
    }
}

extension ImageReference {
    static func named(_ text: String) -> ImageReference {
        guard let reference = ImageReference(text) else { preconditionFailure("\(text) is no reference") }
        return reference.withDefaultTag
    }
}

/// Runs what must be refused; gives its problems, or none where it was not.
func problems(of body: () throws -> Void) -> [Problem] {
    do {
        try body()
        return []
    } catch let problems as Problems {
        return problems.all
    } catch let problem as Problem {
        return [problem]
    } catch {
        return []
    }
}

/// The same numbers every time.
struct CountingGenerator: RandomNumberGenerator {
    var state: UInt64 = 0
    mutating func next() -> UInt64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
