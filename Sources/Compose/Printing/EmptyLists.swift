/// A list without items that no rule has touched is nothing to the reference, and printed so.
enum EmptyLists {
    /// `kept`: the attributes whose lists were gone through and stay lists.
    static func nullified(_ value: ComposeValue, _ kept: PathTable<Uniqueness.Key>?) -> ComposeValue {
        switch value.content {
        case .list(let list):
            if list.isEmpty { return kept?.value == nil ? value.with(.null) : value }
            return value.with(.list(list.map { nullified($0, kept?.items) }))
        case .mapping(let mapping):
            return value.with(.mapping(mapping.compactMapValues { nullified($0.value, kept?.below($0.key)) }))
        default: return value
        }
    }
}
