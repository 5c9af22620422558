import Vocabulary

/// Answers as JSON: `{"NAME":{"plain":"x"},"PASSWORD":{"secret":"…"}}`. The one place where secrets are written, into a file of mode 0600.
struct StoredAnswers: Codable {
    struct Value: Codable {
        var plain: String?
        var secret: String?
    }
    let answers: Answers

    init(_ answers: Answers) { self.answers = answers }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        answers = Answers(
            try container.decode([VariableName: Value].self).mapValues { value in
                if let secret = value.secret { return .secret(Secret(secret)) }
                guard let plain = value.plain else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "an answer without a value")
                }
                return .plain(plain)
            })
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(
            answers.values.mapValues { answer in
                switch answer {
                case .plain(let text): Value(plain: text)
                case .secret(let secret): Value(secret: secret.reveal())
                }
            })
    }
}
