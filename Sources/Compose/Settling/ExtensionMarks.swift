extension ComposeValue {
    /// As the reference has it in JSON: without the `x-…` keys of services and other objects, and with nothing for the empty lists of those at the top.
    var withoutMarked: ComposeValue {
        guard let mapping = withoutExtensions.mapping else { return self }
        return with(
            .mapping(
                mapping.compactMapValues { $0.key.hasPrefix("x-") ? EmptyLists.nullified($0.value, nil) : $0.value }))
    }

    private var withoutExtensions: ComposeValue {
        switch content {
        case .list(let list): with(.list(list.map(\.withoutExtensions)))
        case .mapping(let mapping):
            with(.mapping(mapping.compactMapValues { $0.value.isExtension ? nil : $0.value.withoutExtensions }))
        default: self
        }
    }
}
