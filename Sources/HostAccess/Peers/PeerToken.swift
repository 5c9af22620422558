/// What proves to a host that it is asked by the same look that told another to listen, and to that look who answered. Random, for one host and one look.
///
/// Who only sends back what it gets does not pass: question and answer differ.
public struct PeerToken: Hashable, Sendable, Codable {
    let question: [UInt8]
    let answer: [UInt8]

    /// Bytes of each: as many as a UUID has, so that nobody guesses one.
    static let size = 16

    public init() {
        question = Self.random()
        answer = Self.random()
    }

    private static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        question = try container.decode([UInt8].self, forKey: .question)
        answer = try container.decode([UInt8].self, forKey: .answer)
        guard question.count == Self.size, answer.count == Self.size else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: "a token that is not of \(Self.size) bytes"))
        }
    }
    private enum CodingKeys: String, CodingKey { case question, answer }
}
