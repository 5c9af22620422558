import Vocabulary

extension Question {
    /// A value that stands in for an answer while the definition is read: the default, else one of its type.
    var sample: String { samples[0] }

    /// Found again in what is read with it, it shows that an answer went there and not a password in clear.
    static let passwordSample = "answer-of-a-password-question"

    /// At the target it may stay empty: nobody must answer, nothing answers in their place.
    var mayBeEmpty: Bool { defaultValue == nil && generation == nil && (!required || condition != nil) }

    /// Two different ones where the type allows, and the empty one where that may come, to find out what an answer reaches.
    var samples: [String] {
        let own: [String]
        switch type {
        case .int, .port:
            let first = max(minimum ?? 8080, 1)
            let fits = maximum.map { first <= $0 } ?? true
            let start = fits ? first : maximum ?? first
            own = [String(start), String(maximum == start ? max(start - 1, minimum ?? 1) : start + 1)]
        case .boolean: own = ["true", "false"]
        case .enum: own = options ?? []
        case .hostname: own = ["sample.invalid", "other.invalid"]
        case .path: own = ["/sample", "/other"]
        case .password: own = [Self.passwordSample, "another-" + Self.passwordSample]
        case .string, .multiline, .certificate, .service: own = ["sample", "other"]
        }
        let values = ([defaultValue].compactMap { $0 } + own).filter { !$0.isEmpty }
        var unique: [String] = []
        for value in values where !unique.contains(value) { unique.append(value) }
        if unique.isEmpty { unique = ["sample"] }
        return mayBeEmpty ? unique + [""] : unique
    }
}
