/// A value without places, for comparing: equal where the files say the same thing.
indirect enum PlainValue: Hashable {
    case scalar(ComposeValue.Content)
    case list([PlainValue])
    case mapping([String: PlainValue])

    /// With 80 for 80.0, as JSON Schema counts them as one.
    var withWholeNumbers: PlainValue {
        switch self {
        case .scalar(.float(let number)): Int64(exactly: number).map { .scalar(.integer($0)) } ?? self
        case .scalar: self
        case .list(let list): .list(list.map(\.withWholeNumbers))
        case .mapping(let mapping): .mapping(mapping.mapValues(\.withWholeNumbers))
        }
    }

    init(_ value: ComposeValue) {
        switch value.content {
        case .list(let list): self = .list(list.map(PlainValue.init))
        case .mapping(let mapping):
            self = .mapping(
                Dictionary(mapping.entries.map { ($0.key, PlainValue($0.value)) }, uniquingKeysWith: { $1 }))
        default: self = .scalar(value.content)
        }
    }
}
