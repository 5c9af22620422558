import Vocabulary

/// Short names for reading a settled mapping, whose types are certain.
extension ComposeValue {
    func text(_ key: String) -> String? { self[key]?.string }
    func flag(_ key: String) -> Bool? { self[key]?.bool }
    func number(_ key: String) -> Int64? { self[key]?.integer }
    func count(_ key: String) -> Int? { self[key]?.integer.map(Int.init(clamping:)) }
    func decimal(_ key: String) -> Double? {
        switch self[key]?.content {
        case .float(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }
    func texts(_ key: String) -> [String] { self[key]?.list?.compactMap(\.string) ?? [] }
    /// Bytes, printed as text.
    func bytes(_ key: String) -> Int64? { self[key]?.string.flatMap { Int64($0) } }
    /// Nanoseconds.
    func duration(_ key: String) -> Int64? { self[key]?.string.flatMap(DurationText.parse) }
    func pairs(_ key: String) -> [String: String] {
        Dictionary(
            (self[key]?.mapping?.entries ?? []).compactMap { entry in entry.value.string.map { (entry.key, $0) } },
            uniquingKeysWith: { $1 })
    }
    func variables(_ key: String) -> [ComposeService.Variable] {
        (self[key]?.mapping?.sorted.entries ?? []).map {
            ComposeService.Variable(name: $0.key, value: $0.value.string, position: $0.keyPosition)
        }
    }
    func items(_ key: String) -> [ComposeValue] { self[key]?.list ?? [] }
    func entries(_ key: String) -> [ComposeMapping.Entry] { self[key]?.mapping?.entries ?? [] }
}
