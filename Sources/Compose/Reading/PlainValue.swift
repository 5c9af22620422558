/// A value without places, for comparing: equal where the files say the same thing.
indirect enum PlainValue: Hashable {
    case scalar(ComposeValue.Content)
    case list([PlainValue])
    case mapping([String: PlainValue])

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
